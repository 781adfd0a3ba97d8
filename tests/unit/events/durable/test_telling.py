"""What a durable handler is told, in which order, and how its cursor moves."""

import pytest
from structlog.testing import capture_logs

from application.events.committer import Committer
from application.events.durable import event_feed
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_feeds import EventFeeds
from application.events.event_reader import EventReader
from application.events.recorded_event import RecordedEvent
from application.ports.consumers import Consumer
from domain.worker.worker_events import WorkerDomainEvent
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.recording_handler import OneByOneHandler, RecordingHandler
from fakes.worker_steps import born, committed, measure, refresh_completed, start, stop

from .conftest import NAME

IMPORTED, STATUS, TELEMETRY = "worker.imported", "worker.status.changed", "worker.telemetry.updated"


async def test_begins_at_the_head_when_it_is_new(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """What happened before a handler was thought of is not told to it."""
    async with FakeProcess(world) as earlier:
        await committed(earlier)
    async with process:
        await committed(process, 2)
        await until(lambda: world.consumers.saved)
    assert handler.taken == [(IMPORTED, 2)]
    assert world.consumers.consumers[NAME].cursor == 2


async def test_is_told_once_and_in_order_when_one_subject_changes(
    process: FakeProcess, handler: RecordingHandler
) -> None:
    """Of one subject never two at once, however many wait."""
    handler.open.clear()
    async with process:
        worker = await committed(process)
        await process.commit_async(stop(worker))
        await process.commit_async(start(worker))
        handler.open.set()
        await until(lambda: len(handler.taken) == 3)
    assert handler.batches == [[(IMPORTED, 1)], [(STATUS, 2)], [(STATUS, 3)]]


async def test_is_told_many_at_once_when_their_subjects_differ(process: FakeProcess, handler: RecordingHandler) -> None:
    """A bulk import is one delivery, and no more than the handler takes."""
    async with process:
        await process.commit_async(*map(born, range(1, 151)))
        await until(lambda: len(handler.taken) == 150)
    assert [len(batch) for batch in handler.batches] == [100, 50]


async def test_is_told_one_by_one_when_it_takes_no_batches(world: FakeWorld) -> None:
    """That is what a handler does that says nothing else."""
    handler = OneByOneHandler()
    async with FakeProcess(world, durable={OneByOneHandler: handler}) as process:
        await process.commit_async(born(1), born(2))
        await until(lambda: handler.taken == [1, 2])


async def test_goes_on_behind_its_cursor_when_started_again(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """What was told is not told again; what came while nobody hosted it is."""
    async with process:
        worker = await committed(process)
        await until(lambda: world.consumers.saved and world.consumers.saved[-1].cursor == 1)
    async with FakeProcess(world) as other:
        await other.commit_async(stop(worker))
    async with FakeProcess(world, durable={RecordingHandler: handler}):
        await until(lambda: len(handler.taken) == 2)
    assert handler.taken == [(IMPORTED, 1), (STATUS, 2)]


async def test_moves_its_cursor_over_events_of_others_when_time_passes(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """A handler that is seldom concerned need not look through the whole log later."""
    async with process:
        await until(lambda: process.get(EventFeeds)._open)
        await process.get(Committer).commit_async([], [refresh_completed()])
        world.clock.pass_seconds(3)
        await until(lambda: world.consumers.saved and world.consumers.saved[-1].cursor == 1)
    assert handler.batches == []


async def test_reads_on_from_the_log_when_more_waits_than_it_keeps(
    process: FakeProcess, handler: RecordingHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded; nothing is left out or told twice by that."""
    monkeypatch.setattr(event_feed, "MOST_WAITING", 3)
    handler.open.clear()
    async with process:
        for number in range(1, 11):
            await committed(process, number)
        handler.open.set()
        await until(lambda: len(handler.taken) == 10)
    assert [sequence for _, sequence in handler.taken] == list(range(1, 11))


async def test_is_told_what_is_left_when_older_events_are_gone(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """Events that the log no longer keeps are passed over, and that is said."""
    await world.consumers.open_async(Consumer(handler=NAME, epoch="5eed0001", cursor=0))
    async with FakeProcess(world) as other:
        worker = await committed(other)
        await other.commit_async(measure(worker, 50.0))
        world.clock.pass_seconds(40 * 86_400)
        await other.commit_async(measure(worker, 60.0))
        await world.log.remove_expired_async()
    with capture_logs() as logged:
        async with process:
            await until(lambda: handler.taken)
    assert handler.taken == [(TELEMETRY, 3)]
    assert {"event": "durable_handler_skips", "handler": NAME, "after": 0, "until": 2, "log_level": "warning"} in logged


@pytest.mark.parametrize(
    "cursor", [Consumer(handler=NAME, epoch="0dd00000", cursor=0), Consumer(handler=NAME, epoch="5eed0001", cursor=7)]
)
async def test_begins_anew_when_the_log_is_another_one(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler, cursor: Consumer
) -> None:
    """A cursor of another log, or one behind the end of this one, says nothing."""
    async with FakeProcess(world) as other:
        await committed(other)
    await world.consumers.open_async(cursor)
    async with process:
        await until(lambda: world.consumers.saved)
        await committed(process, 2)
        await until(lambda: handler.taken)
    assert handler.taken == [(IMPORTED, 2)]


async def test_takes_an_event_once_when_it_is_offered_while_it_is_read(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log and the dispatcher may both bring it."""
    async with process:
        await process.commit_async(born(1), born(2))
        reader = process.get(EventReader)
        events = await reader.read_after_async(0, 10)
        with process.get(EventFeeds).opened(DurableConsumer(RecordingHandler, WorkerDomainEvent)) as feed:

            async def read(after: int, limit: int) -> list[RecordedEvent]:
                feed.offer(events[0])
                return events

            monkeypatch.setattr(reader, "read_after_async", read)
            await feed.fill_async()
            feed.offer(events[1])
            assert feed.next_batch(10, lambda _: True) == events


async def test_does_not_look_for_ever_when_the_log_has_lost_its_end(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """A database that was emptied under a running process costs a look now and then, not a processor."""
    async with process:
        await process.commit_async(born(1))
        world.log.entries.clear()
        with process.get(EventFeeds).opened(DurableConsumer(RecordingHandler, WorkerDomainEvent)) as feed:
            await feed.fill_async()
            assert feed.next_batch(10, lambda _: True) == []
