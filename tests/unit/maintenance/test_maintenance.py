"""What is kept of runs, and what goes."""

from datetime import timedelta

from application.job.job_run import JobRun
from application.maintenance.maintenance_job import MaintenanceJob, MaintenanceResult
from domain.job.job_execution import ExecutionState, JobExecution, TriggerKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld


def ended(number: int, days_ago: int, triggered_by: TriggerKind = TriggerKind.SCHEDULE) -> JobExecution:
    """A run that ended so many days ago."""
    at = NOON - timedelta(days=days_ago)
    return JobExecution(
        id=f"probe@{number}",
        job="probe",
        state=ExecutionState.COMPLETED,
        scheduled_for=at,
        due_at=at,
        created_at=at,
        finished_at=at,
        triggered_by=triggered_by,
    )


async def test_removes_runs_that_ended_long_ago(world: FakeWorld, process: FakeProcess) -> None:
    """All but the newest slot of a job: its schedule is counted from there."""
    old = [ended(1, 30), ended(2, 20), ended(3, 19, TriggerKind.PERSON), ended(4, 15)]
    for execution in old:
        await world.executions.add_async(execution)
    run = JobRun(job="maintenance", scheduled_for=NOON, started_at=NOON)
    result = await process.get(MaintenanceJob).run_every(run)
    assert result == MaintenanceResult(executions_removed=3, leases_removed=0)
    assert (list(world.executions.records), run.progress.done) == (["probe@4"], 3)


async def test_keeps_what_is_not_old(world: FakeWorld, process: FakeProcess) -> None:
    """Two weeks, unless the settings say otherwise."""
    for execution in (ended(1, 13), ended(2, 1)):
        await world.executions.add_async(execution)
    result = await process.get(MaintenanceJob).run_every(JobRun(job="maintenance", scheduled_for=NOON, started_at=NOON))
    assert result == MaintenanceResult(executions_removed=0, leases_removed=0)
