"""maintenance: removes what nobody needs any more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.maintenance.orphan_leases import OrphanLeases
from application.ports.job_executions import JobExecutions
from application.settings import Settings
from domain.access.principal import Role

REMOVED_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceResult(JobResult):
    """What was removed."""

    executions_removed: Annotated[int, Field(ge=0, description="runs that ended long ago")]
    leases_removed: Annotated[int, Field(ge=0, description="leases of webhooks that were removed")]


@backgroundjob(task_type="recurrent", daily="03:40", jitter_seconds=600, timeout_seconds=1800, steered_by=Role.ADMIN)
class MaintenanceJob(RecurrentBackgroundJob):
    """Remove the records of runs that ended long ago, and what removed webhooks left behind.

    Each job's newest slot stays: its schedule counts from it. Whatever else gets old has an index of the database that
    removes it: logs of runs, figures, audit records, idempotency keys, uploads, operations, alerts and labs that are
    gone.
    """

    def __init__(self, executions: JobExecutions, leases: OrphanLeases, clock: Clock, settings: Settings) -> None:
        self._executions = executions
        self._leases = leases
        self._clock = clock
        self._kept_for = timedelta(days=settings.job_history_days)

    async def run_every(self, run: JobRun) -> MaintenanceResult:
        """Remove some at a time, until none is left."""
        before, removed = self._clock.now() - self._kept_for, 0
        while found := await self._executions.remove_finished_async(before, REMOVED_AT_A_TIME):
            removed += found
            await run.progress_async(removed, text="runs removed")
        return MaintenanceResult(executions_removed=removed, leases_removed=await self._leases.remove_async())
