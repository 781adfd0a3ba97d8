"""What people ask of a run, and what becomes of it when its process stops."""

import asyncio

import pytest

from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from domain.job.job_execution import Control, ExecutionState, TriggerKind
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, forever, job_of, nothing, ran, record, told, triggered

COMPLETED, FAILED, PENDING = ExecutionState.COMPLETED, ExecutionState.FAILED, ExecutionState.PENDING
RUNNING, RATE_LIMITED, TIMED_OUT = ExecutionState.RUNNING, ExecutionState.RATE_LIMITED, ExecutionState.TIMED_OUT


class TestControl:
    """What people ask of a run that goes on."""

    async def ask(self, world: FakeWorld, asked: Control) -> None:
        """Ask, and let the runner hear it."""
        assert await world.executions.ask_async("a", asked, "key:x")
        await world.pass_async(0.5)

    async def test_cancel_ends_a_running_run(self, world: FakeWorld) -> None:
        """It is on record who wanted it."""
        process = FakeProcess(world, jobs=[job_of(forever, **NEVER)])
        async with process:
            await triggered(world, process)
            await world.pass_async(0.5)
            await self.ask(world, Control.CANCEL)
            assert told(process) == ["job.started", "job.cancelled"]
        assert (record(world).state, record(world).reason) == (ExecutionState.CANCELLED, "cancelled by key:x")

    async def test_pause_holds_it_at_its_next_boundary(self, world: FakeWorld) -> None:
        """Its deadline rests; resumed, it goes on; its progress is kept at once."""
        went_on = asyncio.Event()

        async def work(run: JobRun) -> JobResult:
            await went_on.wait()
            await run.progress_async(1, 2)
            await run.progress_async(2, 2)
            return JobResult()

        async with FakeProcess(world, jobs=[job_of(work, timeout_seconds=0.5, **NEVER)]) as process:
            await triggered(world, process)
            await world.pass_async(0.25)
            await self.ask(world, Control.PAUSE)
            went_on.set()
            await world.pass_async(0.5)
            assert record(world).progress.done == 1
            await asyncio.sleep(0.6)
            assert record(world).state is RUNNING
            await self.ask(world, Control.NONE)
            await until(lambda: record(world).state is COMPLETED)

    async def test_cancel_ends_a_paused_run(self, world: FakeWorld) -> None:
        """At its boundary."""

        async def work(run: JobRun) -> JobResult:
            while True:
                await run.progress_async(1)
                await asyncio.sleep(0)

        async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
            await triggered(world, process)
            await world.pass_async(0.5)
            await self.ask(world, Control.PAUSE)
            await self.ask(world, Control.CANCEL)
        assert record(world).state is ExecutionState.CANCELLED

    async def test_cancel_holds_for_a_run_that_nobody_runs_any_more(self, world: FakeWorld) -> None:
        """It failed, or its process died, before it could hear it: it is not begun again."""

        async def work(run: JobRun) -> JobResult:
            await world.executions.ask_async("a", Control.CANCEL, "key:x")
            raise RuntimeError

        process = await ran(world, work, 40, max_attempts=2)
        assert (record(world).state, record(world).attempt) == (ExecutionState.CANCELLED, 1)
        assert told(process) == ["job.started", "job.failed", "job.cancelled"]

    async def test_cancel_holds_before_its_work_has_begun(
        self, world: FakeWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is told that it began, and ends without having done anything."""
        begun: list[JobRun] = []

        async def work(run: JobRun) -> JobResult:
            begun.append(run)
            return JobResult()

        process = FakeProcess(world, jobs=[job_of(work, **NEVER)])
        async with process:
            answering, count = asyncio.Event(), world.job_logs.count_async

            async def late(execution_id: str) -> int:
                await answering.wait()
                return await count(execution_id)

            monkeypatch.setattr(world.job_logs, "count_async", late)
            await triggered(world, process, attempt=1, fence=1)
            await world.pass_async(0.5)
            assert record(world).state is RUNNING
            await self.ask(world, Control.CANCEL)
            answering.set()
            await world.pass_async(1)
        assert (record(world).state, begun) == (ExecutionState.CANCELLED, [])


class TestStopping:
    """Nothing is lost when a process stops."""

    async def test_run_may_end_while_the_process_stops(self, world: FakeWorld) -> None:
        """Within its drain time; nothing else begins meanwhile."""
        ending = asyncio.Event()

        async def work(run: JobRun) -> JobResult:
            await ending.wait()
            return JobResult()

        process = FakeProcess(world, jobs=[job_of(work, overlap="allow", **NEVER)], job_drain_seconds=5)
        async with process:
            await triggered(world, process, "a")
            await world.pass_async(0.5)
            stopping = asyncio.create_task(process.get(JobRunner).stop_async())
            await asyncio.sleep(0)
            await triggered(world, process, "b")
            await world.pass_async(1)
            ending.set()
            await stopping
        assert (record(world, "a").state, record(world, "b").state) == (COMPLETED, PENDING)

    async def test_what_does_not_end_is_handed_over(self, world: FakeWorld) -> None:
        """Another process goes on with it at once, from its progress, and the attempt is not used up."""
        seen: list[tuple[int, str | None]] = []

        async def work(run: JobRun) -> JobResult:
            seen.append((run.attempt, run.progress.cursor))
            if len(seen) == 1:
                await run.progress_async(1, cursor="w-1")
                await forever(run)
            return JobResult()

        job = job_of(work, misfire_grace_seconds=5, **NEVER)
        process = FakeProcess(world, jobs=[job], job_drain_seconds=0.01)
        async with process:
            await triggered(world, process, triggered_by=TriggerKind.SCHEDULE)
            await world.pass_async(0.5)
        handed = record(world)
        assert (handed.state, handed.reason) == (PENDING, "handed over by a process that stopped")
        world.clock.pass_seconds(60)
        async with FakeProcess(world, jobs=[job]):
            await world.pass_async(1)
        assert (record(world).state, seen) == (COMPLETED, [(1, None), (1, "w-1")])
        assert told(process) == ["job.started"]

    async def test_a_run_that_cannot_be_handed_over_is_left_to_its_lease(self, world: FakeWorld) -> None:
        """The process does not wait for a database that is away."""
        job = job_of(forever, **NEVER)
        async with FakeProcess(world, jobs=[job], job_drain_seconds=0.01) as process:
            await triggered(world, process)
            await world.pass_async(0.5)
            world.executions.is_away = True
        assert record(world).state is RUNNING

    async def test_runner_that_was_never_started_stops(self, world: FakeWorld) -> None:
        """At once."""
        await FakeProcess(world, jobs=[job_of(nothing)]).get(JobRunner).stop_async()
