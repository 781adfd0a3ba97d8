"""How jobs stand: due, overdue, failing; and how that is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.job.job_health import JobHealth
from application.job.job_plan import JobPlans
from application.job.job_run import JobResult, JobRun
from application.job.job_standings import JobStanding, JobStandings
from domain.errors import NotFoundError, SourceUnavailableError
from domain.job.job_execution import ExecutionState, JobExecution
from domain.job.schedule import Schedule
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import NEVER, job_of, nothing, plan_of, record, triggered

PROBE = job_of(nothing, interval=100, misfire_grace_seconds=20, timeout_seconds=30)
COMPLETED, FAILED, TIMED_OUT = ExecutionState.COMPLETED, ExecutionState.FAILED, ExecutionState.TIMED_OUT


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that has not started."""
    return FakeProcess(world, jobs=[PROBE])


async def standing(process: FakeProcess) -> JobStanding:
    """How the job stands."""
    return await process.get(JobStandings).of_async(await plan_of(process))


def put(world: FakeWorld, name: str, state: ExecutionState, **fields: Any) -> None:
    """Put a run on record that ended now."""
    now = world.clock.now()
    usual = {"scheduled_for": now, "due_at": now, "created_at": now, "started_at": now, "finished_at": now}
    world.executions.records[name] = JobExecution(id=name, job="probe", state=state, **{**usual, **fields})


async def test_a_job_that_never_ran_is_overdue_from_first_sight_on(world: FakeWorld, process: FakeProcess) -> None:
    """After its next slot and its grace."""
    first = await standing(process)
    assert first.due_by is not None
    slot = first.due_by - timedelta(seconds=20)
    assert world.clock.now() < slot <= world.clock.now() + timedelta(seconds=100)
    world.clock.pass_seconds((first.due_by - world.clock.now()).total_seconds())
    assert not (await standing(process)).overdue
    world.clock.pass_seconds(1)
    assert (await standing(process)).overdue


async def test_a_success_puts_it_off(world: FakeWorld, process: FakeProcess) -> None:
    """A failure does not; grace is that of a person where one was given."""
    await plan_of(process)
    world.clock.pass_seconds(500)
    put(world, "failed", FAILED)
    assert (await standing(process)).overdue
    put(world, "completed", COMPLETED)
    succeeded = await standing(process)
    assert not succeeded.overdue
    assert succeeded.last_success is not None
    known = world.job_configurations.records["probe"]
    world.job_configurations.records["probe"] = replace(known, misfire_grace_seconds=1000.0)
    patient = await standing(process)
    assert patient.due_by is not None
    assert succeeded.due_by is not None
    assert patient.due_by - succeeded.due_by == timedelta(seconds=980)


async def test_a_run_that_goes_on_may_take_as_long_as_it_may(world: FakeWorld, process: FakeProcess) -> None:
    """It is no news that it has not succeeded yet."""
    await plan_of(process)
    world.clock.pass_seconds(500)
    put(world, "slow", ExecutionState.RUNNING, finished_at=None)
    due_by = (await standing(process)).due_by
    put(world, "slow", FAILED)
    assert due_by is not None
    assert (await standing(process)).due_by == due_by - timedelta(seconds=30)


async def test_failures_are_counted_since_the_last_success(world: FakeWorld, process: FakeProcess) -> None:
    """Timeouts are failures; a run that goes on is none."""
    for number, state in enumerate((FAILED, COMPLETED, FAILED, TIMED_OUT, ExecutionState.RUNNING)):
        world.clock.pass_seconds(1)
        put(world, f"r{number}", state)
    found = await standing(process)
    assert found.failing == 2
    assert found.newest is not None
    assert found.newest.id == "r4"


async def test_a_success_long_ago_is_found(world: FakeWorld, process: FakeProcess) -> None:
    """Behind more failures than are looked at."""
    put(world, "good", COMPLETED)
    for number in range(25):
        world.clock.pass_seconds(1)
        put(world, f"bad{number}", FAILED)
    found = await standing(process)
    assert found.last_success is not None
    assert (found.last_success.id, found.failing) == ("good", 20)


async def test_a_disabled_job_is_never_overdue(world: FakeWorld, process: FakeProcess) -> None:
    """Nor one without slots."""
    await plan_of(process)
    known = world.job_configurations.records["probe"]
    world.job_configurations.records["probe"] = replace(known, enabled=False)
    world.clock.pass_seconds(10_000)
    assert ((await standing(process)).due_by, (await standing(process)).overdue) == (None, False)


async def test_metrics_tell_of_successes_and_of_who_is_overdue(world: FakeWorld) -> None:
    """As they were at the last look."""
    async with FakeProcess(world, jobs=[job_of(nothing), job_of(nothing, "idle", **NEVER)]) as process:
        await world.pass_async(40)
        succeeded = process.telemetry.value("cml_fleet.job.last_success_timestamp", job_name="probe")
        assert succeeded is not None
        assert 0 <= world.clock.now().timestamp() - succeeded < 40
        assert process.telemetry.value("cml_fleet.job.last_success_timestamp", job_name="idle") is None
        assert process.telemetry.value("cml_fleet.job.overdue", job_name="probe") == 0


class TestHealth:
    """What /readyz shows."""

    async def test_names_who_is_overdue_and_who_leads(self, world: FakeWorld) -> None:
        """And since when each has succeeded."""

        async def fail(run: JobRun) -> JobResult:
            raise RuntimeError

        jobs = [job_of(nothing), job_of(fail, "broken", timeout_seconds=5)]
        async with FakeProcess(world, jobs=jobs) as process:
            await world.pass_async(60)
            found = await process.get(JobHealth).health_async()
        scheduler, probe, broken = (found.figures[name] for name in ("scheduler", "probe", "broken"))
        assert isinstance(scheduler, dict)
        assert isinstance(probe, dict)
        assert isinstance(broken, dict)
        assert found.fault == "overdue: broken"
        assert (scheduler["term"], scheduler["leader"] is not None) == (1, True)
        assert probe["last_success_at"].startswith("2026-06-01T12:00:")
        assert (probe["overdue"], broken["overdue"], broken["last_success_at"]) == (False, True, None)
        assert broken["failing"] >= 3

    async def test_says_that_nobody_leads(self, world: FakeWorld, process: FakeProcess) -> None:
        """Where nobody ever did, and where the lease is over; not in the first seconds of a process."""
        assert (await process.get(JobHealth).health_async()).fault == ""
        world.clock.pass_seconds(11)
        assert (await process.get(JobHealth).health_async()).fault == "no process keeps the schedules"
        await world.leases.acquire_async("scheduler", "x", 5)
        assert (await process.get(JobHealth).health_async()).fault == ""
        world.clock.pass_seconds(6)
        assert (await process.get(JobHealth).health_async()).fault == "no process keeps the schedules"

    async def test_is_a_fault_when_the_database_is_away(self, world: FakeWorld, process: FakeProcess) -> None:
        """And no error."""
        world.executions.is_away = True
        assert (await process.get(JobHealth).health_async()).fault == "the database does not answer"


class TestLookingAgain:
    """Records are read where something was told of a job, and once a minute."""

    async def look(self, world: FakeWorld, process: FakeProcess, seconds: float) -> JobStanding:
        """Let time go by, and see how the job stands."""
        world.clock.pass_seconds(seconds)
        plans = await process.get(JobPlans).recent_async()
        return (await process.get(JobStandings).refresh_when_old_async(plans))["probe"]

    async def test_sees_at_once_what_is_told(self, world: FakeWorld) -> None:
        """Here or in another process."""
        async with FakeProcess(world, jobs=[PROBE], runs_jobs=False) as watching:
            assert (await self.look(world, watching, 5)).newest is None
            async with FakeProcess(world, jobs=[PROBE]) as running:
                await triggered(world, running)
                await world.pass_async(1)
            seen = await self.look(world, watching, 5)
        assert (seen.newest, seen.last_success) == (record(world), record(world))

    async def test_sees_within_a_minute_what_nobody_told(self, world: FakeWorld, process: FakeProcess) -> None:
        """Until then, what is known grows older, and is overdue in time."""
        assert (await self.look(world, process, 5)).newest is None
        put(world, "failed", FAILED)
        assert (await self.look(world, process, 50)).newest is None
        assert (await self.look(world, process, 10)).failing == 1
        world.clock.pass_seconds(500)
        assert (await self.look(world, process, 5)).overdue

    async def test_looks_again_when_the_database_is_back(self, world: FakeWorld, process: FakeProcess) -> None:
        """What was told meanwhile is not forgotten."""
        await self.look(world, process, 5)
        put(world, "failed", FAILED)
        process.get(JobStandings).note_change("probe")
        world.executions.is_away = True
        with pytest.raises(SourceUnavailableError):
            await self.look(world, process, 5)
        world.executions.is_away = False
        assert (await self.look(world, process, 0)).failing == 1


class TestPlans:
    """What the code says, and what somebody changed of that."""

    async def test_hold_what_was_changed(self, world: FakeWorld, process: FakeProcess) -> None:
        """The rest is the code's."""
        before = await plan_of(process)
        assert (before.enabled, before.schedule, before.grace_seconds) == (True, Schedule.every(100), 20)
        known = world.job_configurations.records["probe"]
        world.job_configurations.records["probe"] = replace(known, schedule=Schedule.every(7), params={"a": 1})
        after = await plan_of(process)
        assert (after.schedule, after.params, after.slots) == (Schedule.every(7), {"a": 1}, Schedule.every(7))

    async def test_are_read_twice_a_second_where_that_is_enough(self, world: FakeWorld, process: FakeProcess) -> None:
        """Not for each run."""
        plans = process.get(JobPlans)
        assert await plans.recent_async() is await plans.recent_async()
        world.clock.pass_seconds(0.6)
        before = await plans.recent_async()
        assert before is await plans.recent_async()

    async def test_name_the_jobs_there_are(self, process: FakeProcess) -> None:
        """Where somebody asks for another one."""
        plans = process.get(JobPlans)
        assert (plans.names, plans.declared("probe") is not None, plans.declared("x")) == (["probe"], True, None)
        with pytest.raises(NotFoundError, match="there is no such job; the jobs are probe"):
            await plans.get_async("x")
