"""Deliveries of one handler that go on at once."""

import asyncio

import pytest

from application.events.committer import Committer
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.recording_handler import RecordingHandler, SideBySideHandler
from fakes.worker_steps import born, committed, copy, stop


@pytest.fixture
def handler() -> SideBySideHandler:
    """A handler that bears two deliveries."""
    return SideBySideHandler()


@pytest.fixture
def process(world: FakeWorld, handler: SideBySideHandler) -> FakeProcess:
    """A process that hosts it, not started."""
    return FakeProcess(
        world, durable={SideBySideHandler: handler}, durable_handler_attempts=1, durable_handler_retry_seconds=1
    )


async def test_subjects_go_on_at_once_as_far_as_the_handler_bears(
    process: FakeProcess, handler: SideBySideHandler
) -> None:
    """Two of three, whatever comes first; a subject's next event waits for the one before it."""
    async with process:
        first, *_ = workers = [born(number) for number in (1, 2, 3)]
        await process.commit_async(*workers)
        await process.commit_async(stop(first))
        await until(lambda: len(handler.inside) == 2)
        assert handler.inside == [1, 2]
        handler.open.set()
        await until(lambda: len(handler.taken) == 4)
    assert handler.taken.index(1) < handler.taken.index(4)


async def test_waits_for_room_when_more_are_due_than_the_handler_bears(
    world: FakeWorld, handler: SideBySideHandler
) -> None:
    """All of three are to be told again, two of them are: nobody looks for room again and again meanwhile."""
    handler.open.set()
    handler.fault = ValueError()
    async with FakeProcess(world, durable={SideBySideHandler: handler}, durable_handler_retry_seconds=1) as process:
        await process.commit_async(*map(born, (1, 2, 3)))
        failing = world.consumers.consumers
        await until(lambda: len(failing["SideBySideHandler"].failing) == 3)
        handler.open.clear()
        world.clock.pass_seconds(2)
        async with asyncio.timeout(5):
            await until(lambda: len(handler.inside) == 2)
        handler.fault = None
        handler.open.set()
        await until(lambda: len(handler.taken) == 3)


async def test_handler_knows_when_an_event_is_given_up(
    world: FakeWorld, process: FakeProcess, handler: SideBySideHandler
) -> None:
    """What it raises then changes nothing: the letter is written and the others go on."""
    handler.open.set()
    handler.fault = ValueError()
    async with process:
        await committed(process, 1)
        await until(lambda: handler.given_up)
        handler.fault = None
        await committed(process, 2)
        await until(lambda: handler.taken)
    assert (handler.given_up, handler.taken) == ([1], [2])
    assert len(world.letters.letters) == 1


async def test_document_is_there_when_its_event_is_told(world: FakeWorld) -> None:
    """Whoever was to write it may have died, or be a moment late: a handler finds what it is told of."""
    found: list[int] = []

    class LookingHandler(RecordingHandler):
        async def handle_many_async(self, notifications: object) -> None:
            found.extend(state.state_version for state in world.documents.workers.values())

    async with FakeProcess(world) as dying, FakeProcess(world, durable={RecordingHandler: LookingHandler()}):
        worker = await committed(dying)
        await until(lambda: found == [1])
        world.log.after_append = {2: asyncio.Event().wait}  # type: ignore[dict-item]  # never returns
        committing = asyncio.create_task(dying.get(Committer).commit_async([stop(copy(worker))]))
        await until(lambda: found == [1, 2])
        committing.cancel()
