"""What is counted of jobs, and when one is overdue."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from application.clock import Clock
from application.job.job_declaration import JobDeclaration
from application.job.job_health import JobHealth
from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from application.live.live_settings import LiveSettings
from application.settings import Settings
from fakes.in_memory_telemetry import InMemoryTelemetry
from fakes.live_settings import settings_changed

SLOT = datetime(2026, 6, 1, 11, 59, 58, tzinfo=UTC)

Declare = Callable[..., JobDeclaration]
RunnerOf = Callable[..., JobRunner]


async def succeed(run: JobRun) -> JobResult:
    """Do nothing, well."""
    return JobResult()


async def fail(run: JobRun) -> JobResult:
    """Fail."""
    raise ValueError("no such region")


async def test_runs_are_counted_by_job_and_outcome(
    declare: Declare, runner_of: RunnerOf, telemetry: InMemoryTelemetry
) -> None:
    """With their lateness, and the time of the last success."""
    steady, broken = declare(succeed, name="steady"), declare(fail, name="broken")
    runner = runner_of(steady, broken)
    for job in (steady, steady, broken):
        await runner.run_async(job, SLOT)
    runner.outcomes.dropped("steady", "missed", 3)
    assert telemetry.value("cml_fleet.job.run.duration", job_name="steady", outcome="completed") == 2
    assert telemetry.value("cml_fleet.job.run.duration", job_name="broken", outcome="failed") == 1
    assert telemetry.value("cml_fleet.job.run.lateness", job_name="steady") == 2
    assert telemetry.value("cml_fleet.job.slots_dropped", job_name="steady", reason="missed") == 3
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp()
    assert telemetry.value("cml_fleet.job.last_success_timestamp", job_name="steady") == noon
    assert telemetry.value("cml_fleet.job.last_success_timestamp", job_name="broken") is None


@pytest.mark.usefixtures("lines")
async def test_job_is_overdue_when_it_has_not_succeeded_for_an_interval_and_a_run(
    declare: Declare,
    runner_of: RunnerOf,
    telemetry: InMemoryTelemetry,
    clock: Clock,
    move: Callable[[float], None],
) -> None:
    """Counted from the start where it never has; a job that is switched off is never overdue."""
    steady = declare(succeed, name="steady", interval=10, timeout_seconds=5)
    broken = declare(fail, name="broken", interval=10, timeout_seconds=5)
    off = declare(succeed, name="off", enabled=False)
    runner = runner_of(steady, broken, off)
    health = JobHealth(runner.outcomes)
    move(15)
    assert (await health.health_async()).fault == ""
    await runner.run_async(steady, SLOT)
    await runner.run_async(broken, SLOT)
    move(1)
    told = await health.health_async()
    assert told.fault == "overdue: broken"
    assert told.figures == {
        "steady": {"last_success_at": "2026-06-01T12:00:15.000Z", "overdue": False},
        "broken": {"last_success_at": None, "overdue": True},
    }
    assert telemetry.value("cml_fleet.job.overdue", job_name="steady") == 0
    assert telemetry.value("cml_fleet.job.overdue", job_name="broken") == 1
    assert telemetry.value("cml_fleet.job.overdue", job_name="off") is None


async def test_job_is_not_overdue_when_its_interval_just_became_shorter(
    declare: Declare, runner_of: RunnerOf, move: Callable[[float], None]
) -> None:
    """It has a whole new interval; a job whose interval is as before is counted on as before."""
    live = LiveSettings(Settings())
    changed = declare(
        succeed, name="changed", interval=lambda live: live.intervals.worker_metrics_seconds, timeout_seconds=5
    )
    steady = declare(succeed, name="steady", interval=200, timeout_seconds=5)
    outcomes = runner_of(changed, steady, live=live).outcomes
    move(204)
    live.follow(settings_changed(1, {"intervals.worker_metrics_seconds": 10}))
    assert outcomes.overdue() == []
    move(15)
    assert outcomes.overdue() == ["steady"]
    move(1)
    assert outcomes.overdue() == ["changed", "steady"]
