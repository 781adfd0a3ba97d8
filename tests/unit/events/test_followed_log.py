"""The log as one process follows it."""

from dataclasses import replace

import pytest

from application.events.event_reader import EventReader
from application.events.followed_log import FollowedLog
from application.ports.event_log import LogEntry, LogHead
from domain.worker.cml_worker import CMLWorker
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import imported_worker
from fakes.worker_steps import stop


async def entries_of(world: FakeWorld, count: int) -> list[LogEntry]:
    """Let somebody append so many entries."""
    async with FakeProcess(world) as writer:
        for number in range(1, count + 1):
            await writer.commit_async(stop(imported_worker(number)))
    return world.log.entries


def following(world: FakeWorld) -> FollowedLog:
    """A log followed from its beginning."""
    return FollowedLog(world.log, EventReader(world.log, FakeProcess(world).get(EventReader)._catalogue))


async def test_catches_up_when_others_appended(world: FakeWorld) -> None:
    """Every entry is taken once and in order, and what was taken waits to be told."""
    entries = await entries_of(world, 3)
    followed = following(world)
    await followed.catch_up_async()
    await followed.catch_up_async()
    assert followed.head == LogHead(3, entries[-1].last)
    assert [event.sequence for event in followed.untold] == list(range(1, entries[-1].last + 1))
    assert followed.taken.is_set()


async def test_passes_over_an_entry_when_it_was_taken_before(world: FakeWorld) -> None:
    """A writer and the follower may both bring the same entry."""
    [entry] = await entries_of(world, 1)
    followed = following(world)
    await followed.catch_up_async()
    followed.take(entry, [])
    assert (followed.head.entry, len(followed.untold)) == (1, len(entry.records))


async def test_refuses_an_entry_when_one_is_missing_before_it(world: FakeWorld) -> None:
    """A gap is a fault that must end the process."""
    [entry] = await entries_of(world, 1)
    with pytest.raises(RuntimeError, match="entry 3 does not follow entry 0"):
        following(world).take(replace(entry, entry=3), [])


async def test_knows_the_version_of_an_aggregate_when_the_log_told_it(world: FakeWorld) -> None:
    """Of the others it says what the caller says."""
    await entries_of(world, 1)
    followed = following(world)
    await followed.catch_up_async()
    worker: CMLWorker = imported_worker(1)
    assert followed.version_of(worker.aggregate_id, 1) == 2
    assert followed.version_of("somebody else", 5) == 5


async def test_begins_where_it_is_told_to(world: FakeWorld) -> None:
    """What came before the start is not told."""
    entries = await entries_of(world, 2)
    followed = following(world)
    followed.start_at(LogHead(1, entries[0].last))
    await followed.catch_up_async()
    assert {event.worker_id for event in followed.untold} == {imported_worker(2).aggregate_id}
