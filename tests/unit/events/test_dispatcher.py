"""Telling events: each once, in order, to whoever listens in this process."""

import asyncio

import pytest
from neuroglia.dependency_injection.service_provider import ServiceCollection
from neuroglia.mediation.mediator import Mediator

from application.events import dispatcher
from application.events.dispatcher import Dispatcher
from application.events.event_reader import EventReader
from application.events.followed_log import FollowedLog
from application.events.recorded_event import RecordedEvent
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born, committed


class FakeMediator(Mediator):
    """Notes what is published; `open` lets it through."""

    def __init__(self) -> None:
        super().__init__(ServiceCollection().build())
        self.published: list[int] = []
        self.open = asyncio.Event()

    async def publish_async(self, notification: RecordedEvent) -> None:  # type: ignore[override]
        """Note it."""
        await self.open.wait()
        self.published.append(notification.sequence)


async def followed_log(world: FakeWorld, workers: int) -> FollowedLog:
    """A log with the import of so many workers, all of them untold."""
    async with FakeProcess(world) as process:
        for number in range(1, workers + 1):
            await committed(process, number)
        followed = FollowedLog(world.log, process.get(EventReader))
    await followed.catch_up_async()
    return followed


async def test_tells_in_order_and_once_when_there_is_more_than_a_slice(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was untold at the start is told, slice by slice."""
    monkeypatch.setattr(dispatcher, "EVENTS_PER_TURN", 2)
    mediator = FakeMediator()
    mediator.open.set()
    telling = Dispatcher(await followed_log(world, 5), mediator)
    await telling.start_async()
    await telling.wait_until_told_async(5)
    await telling.stop_async()
    assert mediator.published == [1, 2, 3, 4, 5]


async def test_waiting_ends_when_the_event_was_told(world: FakeWorld) -> None:
    """Each waits for its own event; one that has gone away harms nobody."""
    mediator = FakeMediator()
    followed = await followed_log(world, 2)
    telling = Dispatcher(followed, mediator)
    await telling.start_async()
    gone, waiting = (asyncio.create_task(telling.wait_until_told_async(sequence)) for sequence in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert mediator.published == []
    mediator.open.set()
    await waiting
    await telling.wait_until_told_async(1)
    await telling.stop_async()


async def test_goes_on_when_more_comes(world: FakeWorld) -> None:
    """It sleeps until something is taken."""
    async with FakeProcess(world) as process:
        await committed(process, 1)
        await until(lambda: not process.get(FollowedLog).taken.is_set())
        await committed(process, 2)
        assert [event.sequence for event in process.heard] == [1, 2]


async def test_nothing_of_before_is_told_when_started(world: FakeWorld) -> None:
    """A process tells from the head of the log at its start."""
    await followed_log(world, 3)
    async with FakeProcess(world) as process:
        await process.commit_async(born(9))
        assert [event.sequence for event in process.heard] == [4]
