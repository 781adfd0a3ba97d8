"""Starting where the log stands, whatever happened before."""

import asyncio
from datetime import datetime

import pytest

from application.events.committer import Committer
from application.events.event_position import EventPosition
from application.events.fleet_recovery import FleetRecovery
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born, committed, copy, measure, refresh_completed, stop


async def test_begins_with_the_documents_when_nothing_was_left_behind(world: FakeWorld) -> None:
    """A new process has the fleet, its freshness and its position without having been told an event."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        await process.get(Committer).commit_async([], [refresh_completed()])
    async with FakeProcess(world) as process:
        assert process.heard == []
        assert process.view.position == EventPosition("5eed0001", 2)
        assert process.view.worker(worker.aggregate_id) == worker.state
        assert [freshness.source for freshness in process.view.freshness] == [MetricsSource.EC2]


async def test_begins_with_nothing_when_the_log_is_new(world: FakeWorld) -> None:
    """The first position is that before the first event."""
    async with FakeProcess(world) as process:
        assert str(process.view.position) == "5eed0001-0"
        assert list(process.view.workers()) == []


@pytest.mark.parametrize("down_seconds", [0, 4 * 3600])
async def test_documents_follow_when_killed_between_append_and_projection(
    world: FakeWorld, down_seconds: float
) -> None:
    """What is in the log is saved, however long nobody was there to write its document."""
    killed = FakeProcess(world)
    async with killed:
        worker = await committed(killed)
        changed = stop(copy(worker))
        world.log.after_append = {2: asyncio.Event().wait}  # type: ignore[dict-item]  # never returns
        committing = asyncio.create_task(killed.commit_async(changed))
        await until(lambda: len(world.log.entries) == 2)
        killed.kill()
        await asyncio.wait([committing])
    assert world.documents.workers[worker.aggregate_id].state_version == 1
    world.clock.pass_seconds(down_seconds)
    async with FakeProcess(world) as process:
        assert world.documents.workers[worker.aggregate_id] == changed.state
        [loaded] = await process.workers.get_many_async([worker.aggregate_id])
        assert await process.commit_async(measure(loaded, 50.0)) == []
    assert changed.state.status is WorkerStatus.STOPPED


async def test_later_entries_are_left_to_the_follower_when_they_come_during_the_start(world: FakeWorld) -> None:
    """What is appended while the documents are read is told after the start, and exactly once."""
    async with FakeProcess(world) as other:
        await committed(other, 1)
        late = FakeProcess(world)
        load = world.documents.load_workers_async

        async def loading(left_after: datetime) -> object:
            world.documents.load_workers_async = load  # type: ignore[method-assign]
            await committed(other, 2)
            return await load(left_after)

        world.documents.load_workers_async = loading  # type: ignore[method-assign,assignment]
        async with late:
            await until(lambda: late.heard)
            assert [event.sequence for event in late.heard] == [2]
            assert sorted(state.name for state in late.view.workers()) == ["worker-1", "worker-2"]


async def test_stopping_holds_nothing_when_stopped(world: FakeWorld) -> None:
    """Recovery is done once it has started."""
    process = FakeProcess(world)
    await process.get(FleetRecovery).stop_async()
    async with process:
        assert await process.commit_async(born()) == []
