"""How a run goes, ends and is told."""

import asyncio
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, Self

import pytest
from neuroglia.dependency_injection.service_provider import ServiceCollection

from application.access.acting import acting_principal
from application.job.backgroundjob import backgroundjob
from application.job.job_declaration import JobDeclaration
from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from application.job.recurrent_background_job import RecurrentBackgroundJob
from domain.access.principal import SYSTEM_PRINCIPAL, Principal
from fakes.in_memory_telemetry import InMemoryTelemetry

SLOT = datetime(2026, 6, 1, 11, 59, 58, tzinfo=UTC)

Declare = Callable[..., JobDeclaration]
RunnerOf = Callable[..., JobRunner]
Lines = list[MutableMapping[str, Any]]


class Visit:
    """A scoped service that knows when its scope has ended."""

    def __init__(self) -> None:
        self.ended = False

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""
        self.ended = True


class Visits:
    """The visits that runs have made, each with whether it had ended during the run."""

    def __init__(self) -> None:
        self.seen: list[tuple[Visit, bool]] = []


@backgroundjob(task_type="recurrent", interval=10)
class VisitingJob(RecurrentBackgroundJob):
    """Notes the visit it was given."""

    def __init__(self, visit: Visit, visits: Visits) -> None:
        self._visit = visit
        self._visits = visits

    async def run_every(self, run: JobRun) -> JobResult:
        """Note it."""
        self._visits.seen.append((self._visit, self._visit.ended))
        return JobResult()


async def test_each_run_has_a_scope_of_its_own_that_ends_with_it(runner_of: RunnerOf) -> None:
    """Scoped services are new for each run, alive during it and disposed of after it."""
    visits = Visits()
    services = ServiceCollection()
    services.add_scoped(Visit, Visit)
    services.add_singleton(Visits, singleton=visits)
    job = VisitingJob.__job__
    assert isinstance(job, JobDeclaration)
    runner = runner_of(job, services=services)
    await runner.run_async(job, SLOT)
    await runner.run_async(job, SLOT)
    (first, first_ended), (second, second_ended) = visits.seen
    assert first is not second
    assert (first_ended, second_ended, first.ended, second.ended) == (False, False, True, True)


async def test_run_acts_as_the_system(declare: Declare, runner_of: RunnerOf) -> None:
    """A job may do what commands let the system do, and nobody acts after it."""
    acting: list[Principal | None] = []

    async def look(run: JobRun) -> JobResult:
        acting.append(acting_principal())
        return JobResult()

    job = declare(look)
    await runner_of(job).run_async(job, SLOT)
    assert (acting, acting_principal()) == ([SYSTEM_PRINCIPAL], None)


async def test_run_knows_its_slot(declare: Declare, runner_of: RunnerOf) -> None:
    """The id is made of the job and the slot, not of the time the run began."""
    runs: list[JobRun] = []

    async def note(run: JobRun) -> JobResult:
        runs.append(run)
        return JobResult()

    job = declare(note, name="probe")
    await runner_of(job).run_async(job, SLOT)
    assert [(run.id, run.lateness_seconds) for run in runs] == [("probe@2026-06-01T11:59:58.000Z", 2.0)]


async def test_run_is_on_time_when_the_clock_was_set_back(
    declare: Declare, runner_of: RunnerOf, move: Callable[[float], None]
) -> None:
    """A run that seems to begin before its slot is not late; less than nothing is no lateness."""
    runs: list[JobRun] = []

    async def note(run: JobRun) -> JobResult:
        runs.append(run)
        return JobResult()

    job = declare(note, name="probe")
    move(-3600)
    await runner_of(job).run_async(job, SLOT)
    assert [run.lateness_seconds for run in runs] == [0.0]


async def test_span_and_line_tell_the_same_when_a_run_completes(
    declare: Declare, runner_of: RunnerOf, telemetry: InMemoryTelemetry, lines: Lines, move: Callable[[float], None]
) -> None:
    """Both carry the run, its durations and what the job counted."""

    async def work(run: JobRun) -> JobResult:
        move(1.5)
        return JobResult(counts={"worker_count": 25})

    job = declare(work, name="probe")
    await runner_of(job).run_async(job, SLOT)
    (span,) = telemetry.spans
    told = {
        "job": "probe",
        "run_id": "probe@2026-06-01T11:59:58.000Z",
        "scheduled_for": "2026-06-01T11:59:58.000Z",
        "lateness_seconds": 2.0,
        "duration_seconds": 1.5,
        "worker_count": 25,
    }
    assert (span.name, dict(span.attributes or {}), span.status.is_ok) == ("probe", told, True)
    assert lines == [{"event": "job_completed", "log_level": "info", "exc_info": None} | told]


async def test_line_is_a_warning_when_the_result_has_one(declare: Declare, runner_of: RunnerOf, lines: Lines) -> None:
    """What went wrong with an item is told with the run that completed."""

    async def work(run: JobRun) -> JobResult:
        return JobResult(warnings=("worker 7 was not saved",))

    job = declare(work)
    await runner_of(job).run_async(job, SLOT)
    (line,) = lines
    assert (line["event"], line["log_level"]) == ("job_completed", "warning")
    assert line["warnings"] == ["worker 7 was not saved"]


async def test_next_run_is_well_when_one_fails(
    declare: Declare, runner_of: RunnerOf, telemetry: InMemoryTelemetry, lines: Lines
) -> None:
    """What a job raises ends its run only: it is in the log, and in the span as an error."""
    outcomes = iter([ValueError("no such region"), None])

    async def work(run: JobRun) -> JobResult:
        if error := next(outcomes):
            raise error
        return JobResult()

    job = declare(work)
    runner = runner_of(job)
    await runner.run_async(job, SLOT)
    await runner.run_async(job, SLOT)
    assert [line["event"] for line in lines] == ["job_failed", "job_completed"]
    assert str(lines[0]["exc_info"]) == "no such region"
    failed, completed = telemetry.spans
    assert (failed.status.is_ok, failed.status.description, completed.status.is_ok) == (False, "ValueError", True)
    assert [event.name for event in failed.events] == ["exception"]


async def test_run_is_ended_when_it_takes_too_long(
    declare: Declare, runner_of: RunnerOf, telemetry: InMemoryTelemetry, lines: Lines
) -> None:
    """The deadline cancels the job, and the line says that it was the deadline."""

    async def hang(run: JobRun) -> JobResult:
        await asyncio.Event().wait()
        return JobResult()

    job = declare(hang, timeout_seconds=0.001)
    await runner_of(job).run_async(job, SLOT)
    assert [line["event"] for line in lines] == ["job_timed_out"]
    assert not telemetry.spans[0].status.is_ok


async def test_run_counts_as_failed_when_a_timeout_of_its_own_ends_it(
    declare: Declare, runner_of: RunnerOf, lines: Lines
) -> None:
    """A TimeoutError of a call inside the job is the job's failure, not its deadline."""

    async def give_up(run: JobRun) -> JobResult:
        raise TimeoutError("EC2 did not answer")

    job = declare(give_up)
    await runner_of(job).run_async(job, SLOT)
    assert [line["event"] for line in lines] == ["job_failed"]


async def test_slot_is_skipped_when_the_run_before_goes_on(declare: Declare, runner_of: RunnerOf, lines: Lines) -> None:
    """Runs of one job do not overlap; the slot that gave way is in the log."""
    released = asyncio.Event()

    async def wait(run: JobRun) -> JobResult:
        await released.wait()
        return JobResult()

    job = declare(wait, name="probe")
    runner = runner_of(job)
    async with asyncio.TaskGroup() as runs:
        runs.create_task(runner.run_async(job, SLOT))
        await asyncio.sleep(0)
        await runner.run_async(job, SLOT)
        released.set()
    await runner.run_async(job, SLOT)
    assert [line["event"] for line in lines] == ["job_skipped", "job_completed", "job_completed"]
    assert lines[0]["scheduled_for"] == "2026-06-01T11:59:58.000Z"


async def test_runs_wait_when_as_many_as_allowed_go_on(declare: Declare, runner_of: RunnerOf) -> None:
    """No more than `max_concurrent_executions` jobs run at once, and all get their turn."""
    going, most, total = 0, 0, 0

    async def work(run: JobRun) -> JobResult:
        nonlocal going, most, total
        going, total = going + 1, total + 1
        most = max(most, going)
        await asyncio.sleep(0)
        going -= 1
        return JobResult()

    jobs = [declare(work, name=f"probe-{number}") for number in range(5)]
    runner = runner_of(*jobs, max_concurrent_executions=2)
    async with asyncio.TaskGroup() as runs:
        for job in jobs:
            runs.create_task(runner.run_async(job, SLOT))
    assert (most, total) == (2, 5)


async def test_run_is_told_when_it_is_cancelled(declare: Declare, runner_of: RunnerOf, lines: Lines) -> None:
    """A cancellation from outside goes through, with a line that says so."""

    async def hang(run: JobRun) -> JobResult:
        await asyncio.Event().wait()
        return JobResult()

    job = declare(hang)
    task = asyncio.create_task(runner_of(job).run_async(job, SLOT))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [line["event"] for line in lines] == ["job_cancelled"]
