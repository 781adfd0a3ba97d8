"""Following what others append, also after the database was away."""

import asyncio

from structlog.testing import capture_logs

from application.events.event_log_health import EventLogHealth
from application.events.followed_log import FollowedLog
from application.events.log_follower import LogFollower
from application.events.reprojection import Reprojection
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born, committed


async def test_hears_of_others_when_the_log_tells_of_changes(world: FakeWorld) -> None:
    """An entry of another process is told here without waiting for the next look."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        worker = await committed(one)
        await until(lambda: other.heard)
        assert other.view.worker(worker.aggregate_id) == worker.state


async def test_hears_of_others_when_the_log_tells_of_no_changes(world: FakeWorld) -> None:
    """Nothing depends on a wake-up: it looks again after `poll_seconds`, and the loop stays free meanwhile."""
    world.log.poll_seconds = 0

    world.log.tells_changes = False
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        await committed(one)
        await until(lambda: other.heard)


async def test_catches_up_and_projects_again_when_the_database_comes_back(world: FakeWorld) -> None:
    """The loss is logged once, health says so, and nothing appended meanwhile is missed."""
    world.log.poll_seconds = 0
    async with FakeProcess(world) as process:
        worker = await committed(process)
        health = process.get(EventLogHealth)
        with capture_logs() as lines:
            world.log.down = world.documents.down = True
            await until(lambda: process.get(Reprojection).overdue)
            for _ in range(50):
                await asyncio.sleep(0)
        assert (await health.health_async()).fault == "the database does not answer"
        assert [line["event"] for line in lines].count("database_lost") == 1
        world.documents.workers.clear()
        world.log.down = world.documents.down = False
        await until(lambda: not process.get(Reprojection).overdue)
        assert (await health.health_async()).fault == ""
        assert world.documents.workers[worker.aggregate_id] == worker.state


async def test_watches_again_when_watching_failed(world: FakeWorld) -> None:
    """A change stream that breaks is opened anew."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        world.log.break_watches()
        await until(lambda: other.get(LogFollower).task)
        await committed(one)
        await until(lambda: other.heard)


async def test_projects_for_a_dead_process_when_half_a_minute_has_passed(world: FakeWorld) -> None:
    """Whoever is alive writes what the dead left behind, and has heard of it."""
    world.log.poll_seconds = 0
    async with FakeProcess(world) as survivor:
        async with FakeProcess(world) as dead:
            worker = await committed(dead)
        world.documents.workers.clear()
        world.clock.pass_seconds(29)
        await _turns()
        assert not world.documents.workers
        world.clock.pass_seconds(1)
        await until(lambda: worker.aggregate_id in world.documents.workers)
        assert survivor.view.worker(worker.aggregate_id) == worker.state


async def test_leaves_documents_to_the_commit_when_it_writes_them_itself(world: FakeWorld) -> None:
    """A commit may take longer than half a minute: what it is about to write is not written beside it."""
    world.log.poll_seconds = 0
    async with FakeProcess(world) as process:
        worker = await committed(process)
        world.documents.workers.clear()
        world.clock.pass_seconds(30)
        await process.get(Reprojection).project_overdue_async()
        assert not world.documents.workers
        world.clock.pass_seconds(150)
        await committed(process, 2)
        await process.get(Reprojection).project_overdue_async()
        assert worker.aggregate_id not in world.documents.workers


async def test_projection_stays_overdue_when_another_was_lost_meanwhile(world: FakeWorld) -> None:
    """What is lost while the states are being projected again is projected after them."""
    process = FakeProcess(world)
    reprojection = process.get(Reprojection)
    reprojection.lost()
    projecting = asyncio.create_task(reprojection.project_overdue_async())
    await asyncio.sleep(0)
    reprojection.lost()
    await projecting
    assert reprojection.overdue
    await reprojection.project_overdue_async()
    assert not reprojection.overdue


async def test_worker_is_projected_when_its_loss_lies_long_ago(world: FakeWorld) -> None:
    """Documents that could not be written for longer than the recent entries reach are not forgotten."""
    async with FakeProcess(world) as process:
        world.documents.down = True
        worker = born(1)
        await process.commit_async(worker)
        world.clock.pass_seconds(600)
        await process.commit_async(born(2))
        world.documents.down = False
        await until(lambda: len(world.documents.workers) == 2)
        assert world.documents.workers[worker.aggregate_id] == worker.state


async def _turns() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_projects_again_when_the_database_was_away_unnoticed(world: FakeWorld) -> None:
    """No call failed, they waited until it was back: what was written just before may be lost all the same."""
    world.log.poll_seconds = 0
    async with FakeProcess(world) as process:
        worker = await committed(process)
        world.documents.workers.clear()
        world.documents.interruptions += 1
        await until(lambda: not process.get(Reprojection).overdue)
        assert world.documents.workers[worker.aggregate_id] == worker.state


async def test_only_recent_states_are_looked_after_when_others_died(world: FakeWorld) -> None:
    """What changed more than two minutes before the newest entry has been written long since."""
    async with FakeProcess(world) as process:
        early = await committed(process)
        world.clock.pass_seconds(121)
        late = await committed(process, 2)
        assert process.get(FollowedLog).recent_subjects.all() == {late.aggregate_id}
        assert early.aggregate_id in world.documents.workers
