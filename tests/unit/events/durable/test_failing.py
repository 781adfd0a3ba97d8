"""What a durable handler cannot take: told again, later and later, and in the end a dead letter."""

import asyncio
from typing import Any

import pytest

from application.events.durable import retries
from domain.errors import ConflictError, SourceUnavailableError
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import unborn_worker
from fakes.recording_handler import RecordingHandler
from fakes.worker_steps import born, committed, stop

from .conftest import NAME

IMPORTED, STATUS = "worker.imported", "worker.status.changed"
SOUR = unborn_worker(1).aggregate_id
FEW_ATTEMPTS: dict[str, Any] = {"durable_handler_attempts": 3, "durable_handler_retry_seconds": 10}


@pytest.fixture
def process(world: FakeWorld, handler: RecordingHandler) -> FakeProcess:
    """A process that tells an event three times, the first two pauses being about 10 and 20 seconds."""
    return FakeProcess(world, durable={RecordingHandler: handler}, **FEW_ATTEMPTS)


async def test_finds_who_is_to_blame_when_a_batch_fails(process: FakeProcess, handler: RecordingHandler) -> None:
    """All others are taken, in far fewer attempts than one each."""
    handler.faults[SOUR] = KeyError("sour")
    async with process:
        await process.commit_async(*map(born, range(1, 65)))
        await until(lambda: len(handler.taken) == 63)
    assert len(handler.batches) == 1 + 2 * 6
    assert (IMPORTED, 1) not in handler.taken


@pytest.mark.parametrize("fault", [SourceUnavailableError("away"), TimeoutError()])
async def test_asks_once_for_all_when_a_source_is_away(
    process: FakeProcess, handler: RecordingHandler, fault: Exception
) -> None:
    """No event is to blame: all of them wait, and nobody is asked for each."""
    handler.faults[SOUR] = fault
    async with process:
        await process.commit_async(*map(born, range(1, 65)))
        await until(lambda: handler.batches)
        await turns()
    assert (len(handler.batches), handler.taken) == (1, [])


async def test_waits_longer_each_time_and_gives_up_when_it_fails_too_often(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter names what and why; the subject goes on with its next event."""
    monkeypatch.setattr(retries, "JITTER", 0)
    handler.faults[SOUR] = ConflictError("the instance says no")
    async with process:
        worker = await committed(process)
        await process.commit_async(stop(worker))
        await until(lambda: len(handler.batches) == 1)
        await pass_time(world, 9)
        assert len(handler.batches) == 1
        await pass_time(world, 1)
        assert len(handler.batches) == 2
        await pass_time(world, 19)
        assert len(handler.batches) == 2
        handler.open.clear()
        await pass_time(world, 1)
        assert len(handler.batches) == 3
        handler.open.set()
        await until(lambda: handler.batches[3:])
        await turns()
    assert handler.batches[3] == [(STATUS, 2)]
    [letter] = world.letters.letters.values()
    assert (letter.id, letter.subject, letter.attempts) == (f"{NAME}-5eed0001-1", SOUR, 3)
    assert (letter.error_type, letter.message) == ("ConflictError", "the instance says no")
    assert (letter.last_failed_at - letter.first_failed_at).total_seconds() == 30
    assert (letter.record.short_type, letter.record.data["name"]) == (IMPORTED, "worker-1")
    assert world.consumers.consumers[NAME].cursor == 1


async def test_says_nothing_of_an_error_when_it_is_not_ours(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """The text of an unexpected error may hold anything; a letter shows its type alone."""
    handler.faults[SOUR] = RuntimeError("mongodb://user:secret@db")
    async with process:
        await committed(process)
        while not world.letters.letters:
            await pass_time(world, 30)
    [letter] = world.letters.letters.values()
    assert (letter.error_type, letter.message) == (
        "RuntimeError",
        "an unexpected fault of the service itself; see its log",
    )


async def test_goes_on_with_other_subjects_when_one_waits(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """The cursor stays before the event that waits; later events of its subject wait behind it."""
    handler.faults[SOUR] = KeyError("sour")
    async with process:
        sour = await committed(process)
        sweet = await committed(process, 2)
        await process.commit_async(stop(sour))
        await process.commit_async(stop(sweet))
        await until(lambda: len(handler.taken) == 2)
        await turns()
        assert handler.taken == [(IMPORTED, 2), (STATUS, 4)]
        assert world.consumers.consumers[NAME].cursor == 0
        del handler.faults[SOUR]
        await pass_time(world, 13)
    assert handler.taken[2:] == [(IMPORTED, 1), (STATUS, 3)]
    assert world.consumers.consumers[NAME].cursor == 4
    assert world.consumers.consumers[NAME].failing == ()


async def test_counts_on_when_another_process_takes_over(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """Attempts are kept: an event that nobody can take is given up however often processes change."""
    handler.faults[SOUR] = KeyError("sour")
    for attempt in (1, 2, 3):
        async with FakeProcess(world, durable={RecordingHandler: handler}, **FEW_ATTEMPTS) as each:
            if attempt == 1:
                await committed(each)
            await until(lambda: len(handler.batches) == attempt)  # noqa: B023  # it is awaited in the loop
            await turns()
    assert [letter.attempts for letter in world.letters.letters.values()] == [3]


async def pass_time(world: FakeWorld, seconds: int) -> None:
    """Let time pass second by second, so that leases are renewed meanwhile."""
    for _ in range(seconds):
        world.clock.pass_seconds(1)
        await turns()


async def turns() -> None:
    """Let everybody do what can be done now."""
    for _ in range(50):
        await asyncio.sleep(0)
