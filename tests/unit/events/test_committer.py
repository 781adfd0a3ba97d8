"""Commits: one entry for all that wait, nothing lost, and the truth about what was not saved."""

import asyncio
from datetime import timedelta

import pytest

from application.events.committer import Committer
from application.events.reprojection import Reprojection
from domain.errors import SourceUnavailableError
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.in_memory_projection import copy_of
from fakes.worker_steps import born, committed, copy, measure, refresh_completed, stop


def version_in(process: FakeProcess, worker: CMLWorker) -> int:
    """The version of a worker that a process has been told of."""
    return process.view.states_of([worker.aggregate_id])[0].state_version


async def test_nothing_is_appended_when_nothing_changed(world: FakeWorld) -> None:
    """An unchanged worker costs no entry."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        await process.commit_async(worker)
    assert len(world.log.entries) == 1


async def test_commit_is_logged_told_and_projected_when_it_answers(world: FakeWorld) -> None:
    """The log first, then the documents and the listeners: the caller waits for all of it."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        assert worker.pending_events == []
        assert [event.short_type for event in process.heard] == ["worker.imported"]
        assert world.documents.workers[worker.aggregate_id] == worker.state
        assert process.view.worker(worker.aggregate_id) == worker.state


async def test_commits_share_an_entry_when_they_wait_together(world: FakeWorld) -> None:
    """Group commit: one append and one bulk write for all."""
    async with FakeProcess(world) as process, asyncio.TaskGroup() as callers:
        for number in range(1, 21):
            callers.create_task(process.commit_async(born(number)))
    assert [len(entry.records) for entry in world.log.entries] == [20]
    assert world.documents.writes == 1


async def test_announcements_are_logged_and_projected_with_the_workers(world: FakeWorld) -> None:
    """A heartbeat is logged apart, because it is kept for a shorter time."""
    async with FakeProcess(world) as process:
        assert await process.get(Committer).commit_async([born()], [refresh_completed()]) == []
    assert [entry.expires_at - entry.at for entry in world.log.entries] == [timedelta(days=30), timedelta(hours=1)]
    assert list(world.documents.refreshes) == ["ec2/default/us-east-1"]


async def test_worker_is_stale_when_another_process_changed_it(world: FakeWorld) -> None:
    """The caller is told, its events are not saved, and a reload sees the other's state."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        worker = await committed(one)
        theirs = stop(copy(worker))
        await other.commit_async(theirs)
        assert await one.commit_async(measure(worker, 50.0)) == [worker]
        [reloaded] = await one.workers.get_many_async([worker.aggregate_id])
        assert reloaded.state == theirs.state
    assert len(world.log.entries) == 2


async def test_one_of_two_copies_is_stale_when_committed_together(world: FakeWorld) -> None:
    """Within one group, too, each version is made once."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        first, second = stop(copy(worker)), measure(copy(worker), 50.0)
        async with asyncio.TaskGroup() as callers:
            answers = [callers.create_task(process.commit_async(copied)) for copied in (first, second)]
    assert [answer.result() for answer in answers] == [[], [second]]
    assert world.documents.workers[worker.aggregate_id].status is WorkerStatus.STOPPED


async def test_worker_is_stale_when_it_was_overtaken_between_its_two_entries(world: FakeWorld) -> None:
    """Its states were saved, its figures were not: the document shows what was saved and the other's change."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        worker = await committed(one)
        worker.record_ec2_absence(NOON)
        measure(worker, 50.0)

        async def overtake() -> None:
            await until(lambda: version_in(other, worker) == 2)
            theirs = CMLWorker.from_state(copy_of(other.view.workers_of([worker.aggregate_id])[0]))
            assert await other.commit_async(stop(theirs)) == []

        world.log.after_append = {2: overtake}
        assert await one.commit_async(worker) == [worker]
        [reloaded] = await one.workers.get_many_async([worker.aggregate_id])
    assert (reloaded.state.status, reloaded.state.telemetry.cpu_percent) == (WorkerStatus.STOPPED, None)
    assert reloaded.state.state_version == 4  # imported, failing; recovered, stopped


async def test_caller_is_told_when_the_database_is_away(world: FakeWorld) -> None:
    """The error reaches each caller of the group, and the committer lives on."""
    async with FakeProcess(world) as process:
        world.log.down = world.documents.down = True
        with pytest.raises(SourceUnavailableError):
            await process.commit_async(born(1))
        assert process.get(Reprojection).overdue
        world.log.down = world.documents.down = False
        assert await process.commit_async(born(2)) == []
        await until(lambda: not process.get(Reprojection).overdue)


async def test_caller_is_told_when_its_events_cannot_be_recorded(world: FakeWorld) -> None:
    """A mistake is its caller's alone: the others of the group are saved."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        stop(measure(worker, 50.0))
        with pytest.raises(ValueError, match="short-lived"):
            await process.commit_async(worker)
        assert await process.commit_async(born(2)) == []


async def test_states_are_projected_later_when_a_projection_is_lost(world: FakeWorld) -> None:
    """What is in the log is saved: the caller is answered, and the document follows."""
    async with FakeProcess(world) as process:
        world.documents.down = True
        worker = born()
        assert await process.commit_async(worker) == []
        assert process.get(Reprojection).overdue
        world.documents.down = False
        await until(lambda: worker.aggregate_id in world.documents.workers)
        await until(lambda: not process.get(Reprojection).overdue)


async def test_others_are_answered_when_a_stale_worker_cannot_be_projected(world: FakeWorld) -> None:
    """What is in the log is saved, whatever becomes of the rest of the group."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        worker, fresh = await committed(one), born(2)
        await other.commit_async(stop(copy(worker)))
        world.documents.down = True
        assert await one.commit_async(measure(worker, 50.0), fresh) == [worker]
        world.documents.down = False
        await one.get(Reprojection).project_overdue_async()
    assert world.documents.workers[fresh.aggregate_id].state_version == 1
    assert world.documents.workers[worker.aggregate_id].status is WorkerStatus.STOPPED
