"""Which runs begin, and in which process: overlaps, leases, fences, takeovers."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.job.job_run import JobResult, JobRun
from application.ports.job_executions import OverlapError
from domain.job.job_execution import Control, ExecutionProgress, ExecutionState, JobExecution, TriggerKind
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, forever, job_of, nothing, ran, record, told, triggered

COMPLETED, SKIPPED, MISSED = ExecutionState.COMPLETED, ExecutionState.SKIPPED, ExecutionState.MISSED
PENDING, RUNNING, FAILED = ExecutionState.PENDING, ExecutionState.RUNNING, ExecutionState.FAILED


class Gate:
    """A job that goes on until it is let through; notes the runs that began, and how many went on at once."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun: list[str] = []
        self.at_once = self.most_at_once = 0

    async def pass_async(self, run: JobRun) -> JobResult:
        """Wait for it."""
        self.begun.append(run.id)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await self.open.wait()
        finally:
            self.at_once -= 1
        return JobResult()


async def two_begun(world: FakeWorld, process: FakeProcess, seconds: float = 1) -> None:
    """Trigger one run, and another one while it goes on."""
    for name in ("a", "b"):
        await triggered(world, process, name)
        await world.pass_async(seconds)


class TestOverlap:
    """What becomes of a run that is due while another run of the job goes on."""

    async def test_skip_leaves_it_out_and_names_the_other(self, world: FakeWorld) -> None:
        """The record has a sentence, and it is told."""
        gate = Gate()
        async with FakeProcess(world, jobs=[job_of(gate.pass_async, **NEVER)]) as process:
            await two_begun(world, process)
            assert told(process) == ["job.started", "job.skipped"]
            gate.open.set()
            await world.pass_async(1)
        skipped = record(world, "b")
        assert (skipped.state, skipped.reason) == (SKIPPED, "the run a was still going on")
        assert skipped.finished_at is not None
        assert process.telemetry.value("cml_fleet.job.slots_dropped", job_name="probe", reason="skipped") == 1
        assert gate.begun == ["a"]

    async def test_allow_lets_both_go_on(self, world: FakeWorld) -> None:
        """Side by side."""
        gate = Gate()
        async with FakeProcess(world, jobs=[job_of(gate.pass_async, overlap="allow", **NEVER)]) as process:
            await two_begun(world, process)
            gate.open.set()
            await world.pass_async(1)
        assert (gate.begun, gate.most_at_once) == (["a", "b"], 2)

    async def test_queue_one_lets_one_wait(self, world: FakeWorld) -> None:
        """It runs after the other; a third one is left out."""
        gate = Gate()
        async with FakeProcess(world, jobs=[job_of(gate.pass_async, overlap="queue_one", **NEVER)]) as process:
            await two_begun(world, process)
            await triggered(world, process, "c")
            await world.pass_async(2)
            assert (record(world, "c").state, record(world, "c").reason) == (SKIPPED, "the run b was waiting already")
            gate.open.set()
            await world.pass_async(2)
        assert (gate.begun, gate.most_at_once) == (["a", "b"], 1)
        assert record(world, "b").state is COMPLETED

    async def test_cancel_other_makes_room(self, world: FakeWorld) -> None:
        """The one that went on is cancelled by the system, and the new one runs."""
        gate = Gate()
        async with FakeProcess(world, jobs=[job_of(gate.pass_async, overlap="cancel_other", **NEVER)]) as process:
            await two_begun(world, process)
            await world.pass_async(1)
            gate.open.set()
            await world.pass_async(1)
        assert (record(world, "a").state, record(world, "b").state) == (ExecutionState.CANCELLED, COMPLETED)
        assert record(world, "a").asked_by == "system"

    async def test_retry_is_not_left_out(self, world: FakeWorld) -> None:
        """What has begun waits for the other, and is not skipped."""
        gate = Gate()

        async def work(run: JobRun) -> JobResult:
            if run.attempt == 1 and run.id == "a":
                raise RuntimeError
            return await gate.pass_async(run)

        async with FakeProcess(world, jobs=[job_of(work, max_attempts=2, retry_seconds=1, **NEVER)]) as process:
            await triggered(world, process, "a")
            await world.pass_async(0.5)
            await triggered(world, process, "b")
            await world.pass_async(3)
            assert record(world, "a").state is PENDING
            gate.open.set()
            await world.pass_async(3)
        assert (record(world, "a").state, gate.begun) == (COMPLETED, ["b", "a"])

    async def test_the_other_may_just_have_ended(self, world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
        """Then the next look lets it begin."""
        take, refused = world.executions.take_async, list[str]()

        async def overlapped(seen: JobExecution, *words: Any, **changes: Any) -> JobExecution | None:
            if not refused:
                refused.append(seen.id)
                raise OverlapError
            return await take(seen, *words, **changes)

        monkeypatch.setattr(world.executions, "take_async", overlapped)
        await ran(world, nothing)
        assert (record(world).state, refused) == (COMPLETED, ["a"])


async def test_no_more_run_at_once_than_are_allowed(world: FakeWorld) -> None:
    """In one process; the others wait in the queue."""
    gate = Gate()
    job = job_of(gate.pass_async, overlap="allow", **NEVER)
    async with FakeProcess(world, jobs=[job], max_concurrent_executions=2) as process:
        for number in range(5):
            await triggered(world, process, f"r{number}")
        await world.pass_async(1)
        assert gate.at_once == 2
        gate.open.set()
        await world.pass_async(3)
    assert (len(gate.begun), gate.most_at_once) == (5, 2)


async def test_a_trigger_runs_in_another_process_within_half_a_second(world: FakeWorld) -> None:
    """Where the process that was asked has no free place."""
    async with (
        FakeProcess(world, jobs=[job_of(nothing, "other", **NEVER)]) as asked,
        FakeProcess(world, jobs=[job_of(nothing, **NEVER), job_of(nothing, "other", **NEVER)]),
    ):
        await triggered(world, asked)
        await world.pass_async(0.5)
    assert record(world).state is COMPLETED


async def test_a_job_that_this_process_does_not_have_is_left_to_others(world: FakeWorld) -> None:
    """However many of its runs wait: they hold up nothing else."""
    async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
        for number in range(300):
            await triggered(world, process, f"u{number}", job="unknown")
        await triggered(world, process)
        await world.pass_async(1)
    assert (record(world).state, record(world, "u0").state) == (COMPLETED, PENDING)


@pytest.mark.parametrize(("triggered_by", "state"), [(TriggerKind.SCHEDULE, MISSED), (TriggerKind.PERSON, COMPLETED)])
async def test_slot_is_missed_when_no_process_was_free_in_time(
    world: FakeWorld, triggered_by: TriggerKind, state: ExecutionState
) -> None:
    """What a person asked for is run however late."""
    async with FakeProcess(world, jobs=[job_of(nothing, misfire_grace_seconds=60, **NEVER)]) as process:
        early = world.clock.now() - timedelta(seconds=61)
        await triggered(world, process, due_at=early, scheduled_for=early, triggered_by=triggered_by)
        await world.pass_async(1)
        assert told(process)[-1] == f"job.{state}"
    assert record(world).state is state
    assert record(world).missed == (1 if state is MISSED else 0)


async def test_of_two_who_refuse_one_is_heard(world: FakeWorld) -> None:
    """Both processes find the same run, and it is missed once."""
    job = job_of(nothing, misfire_grace_seconds=60, **NEVER)
    async with FakeProcess(world, jobs=[job]) as one, FakeProcess(world, jobs=[job]) as two:
        early = world.clock.now() - timedelta(seconds=61)
        await triggered(world, one, due_at=early, triggered_by=TriggerKind.SCHEDULE)
        await world.pass_async(1)
        assert told(one).count("job.missed") == 1
    dropped = [
        process.telemetry.value("cml_fleet.job.slots_dropped", job_name="probe", reason="missed")
        for process in (one, two)
    ]
    assert sum(each or 0 for each in dropped) == 1


class TestBrokenRuns:
    """What a process leaves behind that dies or freezes."""

    async def killed(self, world: FakeWorld) -> None:
        """Let a process die in the middle of a run that has come some way."""

        async def work(run: JobRun) -> JobResult:
            world.clock.pass_seconds(1)
            await run.progress_async(3, 5, cursor="w-3")
            return await forever(run)

        async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
            await triggered(world, process)
            await world.pass_async(1)
            process.kill()
            await world.pass_async(0.5)
            world.leases.forget_releases = True

    async def test_is_taken_over_when_its_lease_is_over(self, world: FakeWorld, lines: list[dict[str, object]]) -> None:
        """By another process, from its progress, as the next attempt; not before."""
        seen: list[tuple[int, str | None]] = []

        async def work(run: JobRun) -> JobResult:
            seen.append((run.attempt, run.progress.cursor))
            return JobResult()

        await self.killed(world)
        async with FakeProcess(world, jobs=[job_of(work, **NEVER)]):
            await world.pass_async(10)
            assert seen == []
            await world.pass_async(6)
        assert (record(world).state, seen) == (COMPLETED, [(2, "w-3")])
        assert [line["attempt"] for line in lines if line["event"] == "job_taken_over"] == [2]

    async def test_is_given_up_after_five_takeovers(self, world: FakeWorld) -> None:
        """It kills one process after another, or is as slow."""
        await self.killed(world)
        world.executions.records["a"] = replace(record(world), attempt=6)
        async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
            await world.pass_async(20)
            assert told(process) == ["job.failed"]
        kept = record(world)
        assert kept.error is not None
        assert (kept.state, kept.error.type) == (FAILED, "BrokenOff")
        assert kept.error.message == "6 processes died or froze while they ran it"
        assert (kept.overlap_key, kept.lease_until) == (None, None)

    async def test_is_cancelled_when_somebody_asked_for_that(self, world: FakeWorld) -> None:
        """And not begun again."""
        await self.killed(world)
        await world.executions.ask_async("a", Control.CANCEL, "key:x")
        async with FakeProcess(world, jobs=[job_of(nothing, **NEVER)]) as process:
            await world.pass_async(20)
            assert told(process) == ["job.cancelled"]
        assert (record(world).state, record(world).attempt) == (ExecutionState.CANCELLED, 1)

    async def test_is_left_to_a_process_that_renewed_its_lease_meanwhile(self, world: FakeWorld) -> None:
        """Whoever saw it as broken before comes too late."""
        await self.killed(world)
        seen = record(world)
        await world.executions.renew_async(seen.holder, ["a"], 60)
        assert await world.executions.take_async(seen, "other", 5, overlap_key="probe") is None

    async def test_takeover_that_comes_too_late_begins_nothing(self, world: FakeWorld) -> None:
        """Of two processes that find it one has it."""
        await self.killed(world)
        gate = Gate()
        job = job_of(gate.pass_async, **NEVER)
        async with FakeProcess(world, jobs=[job]), FakeProcess(world, jobs=[job]):
            await world.pass_async(20)
            gate.open.set()
            await world.pass_async(1)
        assert (gate.begun, record(world).attempt) == (["a"], 2)


class TestLease:
    """A run belongs to its process as long as the lease is renewed."""

    async def test_is_renewed_as_long_as_it_runs(self, world: FakeWorld) -> None:
        """However long that is; no other process takes it."""
        gate = Gate()
        job = job_of(gate.pass_async, **NEVER)
        async with FakeProcess(world, jobs=[job]) as process, FakeProcess(world, jobs=[job]):
            await triggered(world, process)
            await world.pass_async(60)
            gate.open.set()
            await world.pass_async(1)
        assert (gate.begun, record(world).attempt) == (["a"], 1)

    async def test_is_not_renewed_for_what_is_over_here(self, world: FakeWorld) -> None:
        """An end that could not be kept is no reason to hold a run for ever: it is taken over."""
        gate = Gate()

        async def work(run: JobRun) -> JobResult:
            if run.id == "long":
                return await gate.pass_async(run)
            if run.attempt == 1:
                world.job_logs.is_away = True
                run.warn("x")
                run.warn("y")
            return JobResult()

        job = job_of(work, overlap="allow", **NEVER)
        async with FakeProcess(world, jobs=[job]) as process:
            await triggered(world, process, "long")
            await world.pass_async(1)
            await triggered(world, process)
            await until(lambda: world.job_logs.is_away)
            world.executions.records["a"] = replace(record(world), fence=9)
            world.job_logs.is_away = False
            await world.pass_async(20)
            assert (record(world).state, record(world).attempt, record(world, "long").attempt) == (COMPLETED, 2, 1)
            gate.open.set()
            await world.pass_async(1)

    async def test_is_lost_by_the_own_clock_when_it_cannot_be_renewed(self, world: FakeWorld) -> None:
        """The run ends before another process may begin it, and writes nothing; then it is taken over."""
        gate = Gate()
        job = job_of(gate.pass_async, **NEVER)
        async with FakeProcess(world, jobs=[job]) as process:
            await triggered(world, process)
            await world.pass_async(2)
            world.executions.is_away = True
            await world.pass_async(9)
            assert gate.at_once == 1
            await world.pass_async(4)
            assert gate.at_once == 0
            world.executions.is_away = False
            gate.open.set()
            await world.pass_async(20)
        assert (record(world).state, record(world).attempt, gate.begun) == (COMPLETED, 2, ["a", "a"])

    async def test_is_gone_when_another_process_took_the_run(self, world: FakeWorld) -> None:
        """The one that was overtaken stops as soon as it sees that, and its end is refused."""
        gate = Gate()
        async with FakeProcess(world, jobs=[job_of(gate.pass_async, **NEVER)]) as process:
            await triggered(world, process)
            await world.pass_async(1)
            other = await world.executions.take_async(record(world), "other", 60, overlap_key="probe")
            await world.pass_async(1)
            assert gate.at_once == 0
            assert record(world) == other
            assert told(process) == ["job.started"]

    async def test_stale_progress_ends_a_run_that_was_overtaken(self, world: FakeWorld) -> None:
        """Every write asks for the fence; the job is not told of it."""

        async def work(run: JobRun) -> JobResult:
            await world.executions.take_async(record(world), "other", 60, overlap_key="probe")
            world.clock.pass_seconds(2)
            await run.progress_async(1)
            raise AssertionError

        process = await ran(world, work)
        assert (record(world).holder, record(world).state, record(world).error) == ("other", RUNNING, None)
        assert record(world).progress == ExecutionProgress()
        assert told(process) == ["job.started"]

    async def test_stale_finish_is_refused(self, world: FakeWorld, lines: list[dict[str, object]]) -> None:
        """The record stays that of the process that has it now."""

        async def work(run: JobRun) -> JobResult:
            await world.executions.take_async(record(world), "other", 60, overlap_key="probe")
            return JobResult()

        process = await ran(world, work)
        assert (record(world).holder, record(world).state) == ("other", RUNNING)
        assert told(process) == ["job.started"]
        assert "job_overtaken" in [line["event"] for line in lines]
