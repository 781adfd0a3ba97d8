"""How a run goes, ends and is told."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any, ClassVar, Self

import pytest
from neuroglia.dependency_injection.service_provider import ServiceCollection

from application.access.acting import acting_principal
from application.job.background_job import RecurrentBackgroundJob, ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.run_counters import run_counters
from domain.access.principal import SYSTEM_PRINCIPAL, Principal
from domain.errors import ConflictError, InvalidRequestError
from domain.job.job_execution import ExecutionState
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.job_steps import NEVER, Counted, forever, job_of, ran, record, told, triggered

COMPLETED, FAILED, PENDING = ExecutionState.COMPLETED, ExecutionState.FAILED, ExecutionState.PENDING
RUNNING, RATE_LIMITED, TIMED_OUT = ExecutionState.RUNNING, ExecutionState.RATE_LIMITED, ExecutionState.TIMED_OUT

Lines = list[dict[str, Any]]


class Visit:
    """A scoped service that knows when its scope has ended."""

    seen: ClassVar[list[tuple["Visit", bool]]] = []

    def __init__(self) -> None:
        self.ended = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.ended = True


@backgroundjob(task_type="scheduled", name="probe")
class VisitingJob(ScheduledBackgroundJob):
    """Notes the visit it was given."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def run_at(self, run: JobRun) -> JobResult:
        """Note it."""
        Visit.seen.append((self._visit, self._visit.ended))
        return JobResult()


async def test_each_run_has_a_scope_of_its_own_that_ends_with_it(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scoped services are new for each run, alive during it and disposed of after it."""
    build = ServiceCollection.build
    monkeypatch.setattr(ServiceCollection, "build", lambda services: build(services.add_scoped(Visit, Visit)))
    async with FakeProcess(world, jobs=[VisitingJob]) as process:
        await triggered(world, process, "a")
        await world.pass_async(1)
        await triggered(world, process, "b")
        await world.pass_async(1)
    (first, first_ended), (second, second_ended) = Visit.seen
    assert first is not second
    assert (first_ended, second_ended, first.ended, second.ended) == (False, False, True, True)


async def test_run_acts_as_the_system(world: FakeWorld) -> None:
    """A job may do what commands let the system do, and nobody acts after it."""
    acting: list[Principal | None] = []

    async def look(run: JobRun) -> JobResult:
        acting.append(acting_principal())
        return JobResult()

    await ran(world, look)
    assert (acting, acting_principal()) == ([SYSTEM_PRINCIPAL], None)


async def test_record_span_line_and_events_tell_the_same(world: FakeWorld, lines: Lines) -> None:
    """They carry the run, its durations and what the job counted."""

    async def work(run: JobRun) -> JobResult:
        world.clock.pass_seconds(1.5)
        counters = run_counters()
        counters.aws_calls += 2
        counters.cml_calls += 3
        return Counted(worker_count=25)

    process = await ran(world, work)
    (span,) = [span for span in process.telemetry.spans if span.name == "probe"]
    [line] = [line for line in lines if line["event"] == "job_completed"]
    kept = record(world)
    assert (line["worker_count"], line["duration_seconds"], line["run_id"], line["log_level"]) == (25, 1.5, "a", "info")
    assert {**dict(span.attributes or {}), "event": "job_completed"}.items() <= line.items()
    assert (kept.state, kept.duration_seconds, kept.result) == (COMPLETED, 1.5, {"worker_count": 25})
    assert (kept.counters.aws_calls, kept.counters.cml_calls, kept.attempt) == (2, 3, 1)
    assert (kept.overlap_key, kept.lease_until, len(kept.trace_id)) == (None, None, 32)
    assert told(process) == ["job.started", "job.completed"]
    assert process.telemetry.value("cml_fleet.job.run.duration", job_name="probe", outcome="completed") == 1


async def test_warnings_make_it_completed_with_warnings(world: FakeWorld, lines: Lines) -> None:
    """With what they are about; the line is a warning."""

    async def work(run: JobRun) -> JobResult:
        run.warn("not saved", *(f"worker {number}" for number in range(60)))
        run.warn("out of budget")
        return JobResult()

    await ran(world, work)
    first, second = record(world).warnings
    assert record(world).state is ExecutionState.COMPLETED_WITH_WARNINGS
    assert (first.message, len(first.items), first.count) == ("not saved", 50, 60)
    assert (second.message, second.items, second.count) == ("out of budget", (), 1)
    [line] = [line for line in lines if line["event"] == "job_completed"]
    assert (line["log_level"], line["warnings"]) == ("warning", ["not saved", "out of budget"])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("password=x"), "RuntimeError; the log of the run says more"),
        (ConflictError("the worker is busy"), "the worker is busy"),
        (asyncio.CancelledError(), "RuntimeError; the log of the run says more"),
    ],
)
async def test_what_a_job_raises_fails_its_run_alone(
    world: FakeWorld, lines: Lines, error: BaseException, reason: str
) -> None:
    """Its text is told only where it was written for people; the next run is as any other."""
    errors = [error]

    async def work(run: JobRun) -> JobResult:
        if errors:
            raise errors.pop()
        return JobResult()

    async with FakeProcess(world, jobs=[job_of(work, **NEVER)]) as process:
        await triggered(world, process, "a")
        await world.pass_async(1)
        await triggered(world, process, "b")
        await world.pass_async(1)
        assert told(process) == ["job.started", "job.failed", "job.started", "job.completed"]
    kept = record(world)
    assert (kept.state, kept.error and kept.error.message, record(world, "b").state) == (FAILED, reason, COMPLETED)
    [line] = [line for line in lines if line["event"] == "job_failed"]
    assert line["log_level"] == "error"
    assert line["exc_info"] is not None


async def test_retries_pause_twice_as_long_each_time(world: FakeWorld) -> None:
    """Until no attempt is left; the pauses are 30 s and 60 s, and the last failure is final."""
    began: list[float] = []

    async def work(run: JobRun) -> JobResult:
        began.append(world.clock.seconds)
        raise RuntimeError

    await ran(world, work, 100, max_attempts=3, retry_seconds=30)
    kept = record(world)
    assert [round(later - before) for before, later in pairwise(began)] == [30, 60]
    assert (kept.state, kept.attempt) == (FAILED, 3)


async def test_a_retry_that_works_leaves_no_error(world: FakeWorld) -> None:
    """What was counted in the attempt before counts as well."""

    async def work(run: JobRun) -> JobResult:
        run_counters().aws_calls += 1
        if run.attempt == 1:
            raise RuntimeError
        return JobResult()

    await ran(world, work, 40, max_attempts=2)
    kept = record(world)
    assert (kept.state, kept.error, kept.reason, kept.counters.aws_calls) == (COMPLETED, None, "", 2)


async def test_pause_of_a_retry_is_an_hour_at_the_most(world: FakeWorld) -> None:
    """However often it was doubled."""

    async def work(run: JobRun) -> JobResult:
        raise RuntimeError

    await ran(world, work, 1, max_attempts=2, retry_seconds=10_000)
    assert record(world).due_at - world.clock.now() <= timedelta(hours=1)


async def test_what_cannot_be_accepted_is_not_tried_again(world: FakeWorld) -> None:
    """It would be the same the next time."""

    async def work(run: JobRun) -> JobResult:
        raise InvalidRequestError("there is no such day")

    await ran(world, work, 1, max_attempts=3)
    kept = record(world)
    assert (kept.state, kept.attempt) == (FAILED, 1)
    assert kept.error is not None
    assert kept.error.message == "there is no such day"


async def test_run_that_takes_too_long_is_ended(world: FakeWorld) -> None:
    """It is told what it may take."""
    process = FakeProcess(world, jobs=[job_of(forever, timeout_seconds=0.02, **NEVER)])
    async with process:
        await triggered(world, process)
        await asyncio.sleep(0.05)
        await until(lambda: record(world).state is TIMED_OUT)
        await world.pass_async(0.25)
        await until(lambda: told(process) == ["job.started", "job.timed_out"])
    error = record(world).error
    assert error is not None
    assert error.message == "it took longer than 0.02 s"


async def test_timeout_may_be_tried_again(world: FakeWorld) -> None:
    """As any other failure."""
    async with FakeProcess(world, jobs=[job_of(forever, timeout_seconds=0.02, max_attempts=2, **NEVER)]) as process:
        await triggered(world, process)
        await asyncio.sleep(0.05)
        await until(lambda: record(world).state is PENDING)


async def test_a_recurrent_job_does_the_work_of_a_slot(world: FakeWorld) -> None:
    """It may be called without anything around it."""

    class Probe(RecurrentBackgroundJob):
        async def run_every(self, run: JobRun) -> Counted:
            return Counted(worker_count=1)

    run = JobRun(job="probe", scheduled_for=world.clock.now(), started_at=world.clock.now())
    assert await Probe().run_async(run) == Counted(worker_count=1)
    assert Probe.result_type() is Counted
