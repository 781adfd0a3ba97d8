"""The database away at each step of a run, and of keeping time."""

from typing import Any

import pytest

from application.job.job_announcements import JobAnnouncements
from application.job.job_run import JobResult, JobRun
from domain.job.job_execution import ExecutionState
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import NEVER, job_of, nothing, ran, record, told, triggered

COMPLETED = ExecutionState.COMPLETED


async def test_queue_is_looked_at_again_when_the_database_is_back(
    world: FakeWorld, lines: list[dict[str, Any]]
) -> None:
    """It is told once that it is away."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        await triggered(world, process)
        world.executions.is_away = True
        await world.pass_async(3)
        world.executions.is_away = False
        await world.pass_async(1)
    assert record(world).state is COMPLETED
    assert [line["event"] for line in lines].count("job_queue_unreachable") == 1


async def test_slots_are_kept_again_when_the_database_is_back(world: FakeWorld) -> None:
    """The leader begins anew; what was due meanwhile is run once, or counted."""
    async with FakeProcess(world, jobs=[job_of(nothing)]):
        await world.pass_async(14)
        world.executions.is_away = world.job_configurations.is_away = True
        await world.pass_async(30)
        world.executions.is_away = world.job_configurations.is_away = False
        await world.pass_async(12)
    found = sorted(world.executions.records.values(), key=lambda each: each.scheduled_for)
    assert (
        sum(each.missed or 1 for each in found) == (found[-1].scheduled_for - found[0].scheduled_for).seconds / 10 + 1
    )


async def test_end_is_written_when_the_database_is_back(world: FakeWorld) -> None:
    """Without another attempt."""

    async def work(run: JobRun) -> JobResult:
        world.executions.is_away = True
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
        await triggered(world, process)
        await world.pass_async(6)
        world.executions.is_away = False
        await world.pass_async(2)
        assert told(process) == ["job.started", "job.completed"]
    assert (record(world).state, record(world).attempt) == (COMPLETED, 1)


async def test_where_to_go_on_is_written_when_the_database_is_back(world: FakeWorld) -> None:
    """What the run has done counts as done."""

    async def work(run: JobRun) -> JobResult:
        world.executions.is_away = world.job_configurations.is_away = True
        run.leave_off_at("worker 7")
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
        await triggered(world, process)
        await world.pass_async(6)
        world.executions.is_away = world.job_configurations.is_away = False
        await world.pass_async(2)
    assert (record(world).state, record(world).attempt) == (COMPLETED, 1)
    assert world.job_configurations.records["probe"].continue_from == "worker 7"


async def test_end_is_given_up_after_half_a_minute(world: FakeWorld, lines: list[dict[str, Any]]) -> None:
    """Another process has the run by then, or will."""

    async def work(run: JobRun) -> JobResult:
        world.executions.is_away = run.attempt == 1
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
        await triggered(world, process)
        await world.pass_async(40)
        assert "job_end_not_kept" in [line["event"] for line in lines]
        world.executions.is_away = False
        await world.pass_async(20)
    assert (record(world).state, record(world).attempt) == (COMPLETED, 2)


async def test_end_whose_answer_was_lost_is_an_end(world: FakeWorld) -> None:
    """It is found to be written, and told."""

    async def work(run: JobRun) -> JobResult:
        world.executions.lost_answers = 1
        return JobResult()

    process = await ran(world, work, 3)
    assert (record(world).state, told(process)) == (COMPLETED, ["job.started", "job.completed"])


@pytest.mark.parametrize("attempt", [0, 1])
async def test_run_goes_on_though_it_cannot_be_told(world: FakeWorld, attempt: int) -> None:
    """The record is the truth; that events are lost is logged."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        world.log.down = True
        await triggered(world, process, attempt=attempt)
        await world.pass_async(2)
    assert record(world).state is COMPLETED


async def test_what_happened_is_told_when_the_log_is_back(world: FakeWorld) -> None:
    """The run does not wait for it."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        world.log.down = True
        await triggered(world, process)
        await world.pass_async(5)
        assert (record(world).state, told(process)) == (COMPLETED, [])
        world.log.down = False
        await world.pass_async(2)
        assert told(process) == ["job.started", "job.completed"]


async def test_what_cannot_be_told_for_long_is_given_up(world: FakeWorld, lines: list[dict[str, Any]]) -> None:
    """It is in the service's log."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        world.log.down = True
        await triggered(world, process)
        await world.pass_async(40)
        lost = [line["event_type"] for line in lines if line["event"] == "job_event_lost"]
    assert lost == ["job.started", "job.completed"]


async def test_runs_of_a_moment_are_told_in_one_entry(world: FakeWorld) -> None:
    """What ends in the same tenth of a second waits for no entry of its own."""
    async with FakeProcess(world, jobs=[job_of(nothing, overlap="allow", **NEVER)]) as process:
        before = (await world.log.head_async()).entry
        for number in range(5):
            await triggered(world, process, f"run-{number}")
        await world.pass_async(1)
        assert len(told(process)) == 10
        assert (await world.log.head_async()).entry - before <= 3


async def test_nothing_is_waited_for_where_nothing_began(world: FakeWorld) -> None:
    """A service that cannot start stops what has not started."""
    announcements = FakeProcess(world, jobs=[job_of(nothing, **NEVER)]).get(JobAnnouncements)
    await announcements.stop_async()
    assert announcements.task is None
