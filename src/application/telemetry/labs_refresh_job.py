"""labs-refresh: the labs of the fleet, read again and again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.telemetry.fleet_pass import FleetPass
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.overtaken import warn_of_overtaken
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from application.worker.fleet_view import FleetView
from application.worker.removed_labs import removed_labs
from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_repository import LabRecordRepository
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_repository import CMLWorkerRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class LabsRefreshResult(JobResult):
    """What was read of labs."""

    worker_count: Annotated[int, Field(ge=0, description="workers whose labs were to be read")]
    labs_updated: Annotated[int, Field(ge=0, description="labs of which something was news, and labs that were let go")]
    errors_count: Annotated[int, Field(ge=0, description="workers whose labs could not be read")]


@backgroundjob(
    task_type="recurrent",
    interval=lambda live: live.intervals.labs_seconds,
    timeout_seconds=300,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
    cml_call_budget=50_000,
    can_dry_run=True,
)
class LabsRefreshJob(RecurrentBackgroundJob):
    """Read the labs of every running worker, and let go those of workers that have left."""

    def __init__(
        self,
        active: ActiveWorkers,
        workers: CMLWorkerRepository,
        labs: LabRecordRepository,
        metrics: WorkerMetricsService,
        view: FleetView,
        clock: Clock,
    ) -> None:
        self._active = active
        self._workers = workers
        self._labs = labs
        self._metrics = metrics
        self._view = view
        self._clock = clock

    async def run_every(self, run: JobRun) -> LabsRefreshResult:
        """Gather, apply, commit, batch by batch."""
        changed: set[str] = set()
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            changed.update(lab.aggregate_id for lab in batch.changed_labs)
            if not run.dry_run:
                conflicts.update(await self._save_async(batch))

        fleet, errors = FleetPass(run, await self._active.load_async(), self._clock), 0
        async for part in fleet.parts_async():
            refresh = await self._metrics.refresh_async(part, [MetricsSource.LABS], save, recorded=not run.dry_run)
            fleet.read(refresh)
            errors += refresh.errors_count
        left = self._left_behind()
        if not run.dry_run:
            await self._let_go_async(left)
        await fleet.end_async()
        warn_of_overtaken(run, conflicts)
        return LabsRefreshResult(worker_count=fleet.count, labs_updated=len(changed) + len(left), errors_count=errors)

    async def _save_async(self, batch: FleetRefresh) -> Collection[str]:
        workers, again = list(batch.workers.values()), batch.apply_to
        return await self._workers.update_many_async(workers, again, batch.announcements, batch.changed_labs)

    async def _let_go_async(self, labs: Sequence[LabRecord]) -> None:
        now = self._clock.now()
        await self._labs.update_many_async(labs, lambda lab: lab.remove(LabRemovalReason.WORKER_LEFT, now))

    def _left_behind(self) -> list[LabRecord]:
        """Labs of workers that are terminated, or left the fleet while their labs were being read."""
        now, labs = self._clock.now(), self._view.labs
        gone = [state for state in self._view.workers_of(labs.worker_ids()) if not state.active]
        return [
            lab
            for worker in gone
            for lab in removed_labs(worker, labs.labs_on(worker.id).values(), LabRemovalReason.WORKER_LEFT, now)
        ]
