"""How far a run is, where it goes on, and what it may spend."""

from datetime import timedelta

import pytest

from application.job.job_run import JobResult, JobRun, RunRateLimitedError
from application.run_counters import run_counters
from domain.job.job_execution import ExecutionCounters, ExecutionProgress, ExecutionState
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, Counted, job_of, ran, record, told, triggered

COMPLETED, FAILED, PENDING = ExecutionState.COMPLETED, ExecutionState.FAILED, ExecutionState.PENDING
RUNNING, RATE_LIMITED, TIMED_OUT = ExecutionState.RUNNING, ExecutionState.RATE_LIMITED, ExecutionState.TIMED_OUT


class TestRateLimited:
    """Whoever is asked for patience has it."""

    async def test_goes_on_from_its_progress_without_using_up_an_attempt(self, world: FakeWorld) -> None:
        """When it was told to; what was done and counted before is kept, and warnings of it too."""
        seen: list[tuple[int, int, str | None]] = []

        async def work(run: JobRun) -> JobResult:
            seen.append((run.attempt, run.progress.done, run.progress.cursor))
            run_counters().cml_calls += 1
            run.warn("slow", f"worker {len(seen)}")
            if len(seen) < 3:
                await run.progress_async(len(seen), 3, "reading", f"w-{len(seen)}")
                raise RunRateLimitedError("429", world.clock.now() + timedelta(seconds=20))
            return JobResult()

        process = FakeProcess(world, jobs=[job_of(work, **NEVER)])
        async with process:
            await triggered(world, process)
            await world.pass_async(10)
            limited = record(world)
            await world.pass_async(50)
        assert (limited.state, limited.reason, limited.overlap_key) == (RATE_LIMITED, "429", None)
        assert seen == [(1, 0, None), (1, 1, "w-1"), (1, 2, "w-2")]
        kept = record(world)
        assert (kept.attempt, kept.counters.cml_calls, kept.warnings[0].count) == (1, 3, 3)
        assert told(process) == [
            "job.started",
            "job.rate_limited",
            "job.started",
            "job.rate_limited",
            "job.started",
            "job.completed",
        ]

    @pytest.mark.parametrize(("wanted", "seconds"), [(None, 30), (-10, 1)])
    async def test_waits_a_while_when_it_was_not_told_how_long(
        self, world: FakeWorld, wanted: float | None, seconds: float
    ) -> None:
        """Half a minute; and never less than a second, whatever was asked for."""

        async def work(run: JobRun) -> JobResult:
            after = None if wanted is None else world.clock.now() + timedelta(seconds=wanted)
            raise RunRateLimitedError("throttled", after)

        process = FakeProcess(world, jobs=[job_of(work, **NEVER)])
        async with process:
            await triggered(world, process)
            await until(lambda: record(world).state is RATE_LIMITED)
            assert record(world).due_at == world.clock.now() + timedelta(seconds=seconds)


class TestProgress:
    """How far it is, kept and told, and not too often."""

    async def test_is_kept_once_a_second_and_told_each_two(self, world: FakeWorld) -> None:
        """The last is kept at the end in any case."""
        kept: list[int] = []

        async def work(run: JobRun) -> JobResult:
            for number in range(50):
                world.clock.pass_seconds(0.1)
                await run.progress_async(number, 50, cursor=str(number))
                kept.append(record(world).progress.done)
            return JobResult()

        process = await ran(world, work)
        assert 5 <= len(set(kept)) <= 6
        assert record(world).progress == ExecutionProgress(done=49, total=50, cursor="49")
        assert told(process).count("job.progressed") == 2

    async def test_is_not_kept_while_the_database_is_away(self, world: FakeWorld) -> None:
        """That is no reason to fail."""

        async def work(run: JobRun) -> JobResult:
            world.executions.is_away = True
            world.clock.pass_seconds(1)
            await run.progress_async(1)
            world.executions.is_away = False
            return JobResult()

        await ran(world, work)
        assert record(world).state is COMPLETED

    async def test_needs_no_record(self, world: FakeWorld) -> None:
        """A job is testable by calling it."""
        run = JobRun(job="probe", scheduled_for=world.clock.now(), started_at=world.clock.now() - timedelta(hours=1))
        await run.progress_async(1, 2)
        assert (run.id, run.lateness_seconds, run.progress.done) == ("probe@2026-06-01T12:00:00.000Z", 0.0, 1)


async def test_budget_is_spent_when_as_many_calls_were_made(world: FakeWorld) -> None:
    """Of AWS or of CML, whichever is first; where the run had to stop, the next one begins."""
    seen: list[tuple[str | None, bool]] = []

    async def work(run: JobRun) -> JobResult:
        began = run.is_over_budget
        run_counters().cml_calls += 1
        seen.append((run.continue_from, began or not run.is_over_budget))
        if run.continue_from is None:
            run.leave_off_at("worker 7")
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, aws_call_budget=1, cml_call_budget=1, **NEVER)]) as process:
        for name in ("a", "b", "c"):
            await triggered(world, process, name)
            await world.pass_async(1)
    assert seen == [(None, False), ("worker 7", False), (None, False)]


async def test_a_dry_run_does_not_move_where_the_next_one_begins(world: FakeWorld) -> None:
    """It writes nothing but its record."""

    async def work(run: JobRun) -> JobResult:
        assert run.dry_run
        run.leave_off_at("worker 7")
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, can_dry_run=True, **NEVER)]) as process:
        await triggered(world, process, dry_run=True)
        await world.pass_async(1)
    assert record(world).state is COMPLETED
    assert world.job_configurations.records["probe"].continue_from is None


async def test_params_are_those_of_the_trigger(world: FakeWorld) -> None:
    """As the type that the job declares."""

    async def work(run: JobRun) -> JobResult:
        return Counted(worker_count=run.params_as(ExecutionCounters).events)

    process = FakeProcess(world, jobs=[job_of(work, params=ExecutionCounters, **NEVER)])
    async with process:
        await triggered(world, process, params={"events": 3})
        await world.pass_async(1)
    assert record(world).result == {"worker_count": 3}
