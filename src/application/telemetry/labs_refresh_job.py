"""labs-refresh: the labs of the fleet, read again and again."""

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.overtaken import overtaken_warnings
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.fleet_view import FleetView
from application.worker.removed_labs import removed_labs
from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_repository import LabRecordRepository
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_repository import CMLWorkerRepository


@backgroundjob(
    task_type="recurrent",
    interval=lambda live: live.intervals.labs_seconds,
    timeout_seconds=300,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
)
class LabsRefreshJob(RecurrentBackgroundJob):
    """Read the labs of every running worker, and let go those of workers that have left."""

    def __init__(
        self,
        workers: CMLWorkerRepository,
        labs: LabRecordRepository,
        metrics: WorkerMetricsService,
        view: FleetView,
        clock: Clock,
    ) -> None:
        self._workers = workers
        self._labs = labs
        self._metrics = metrics
        self._view = view
        self._clock = clock

    async def run_every(self, run: JobRun) -> JobResult:  # noqa: ARG002  # every slot reads the present
        """Gather, apply, commit: in one batch, but for who is late."""
        changed: set[str] = set()
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            workers = list(batch.workers.values())
            changed.update(lab.aggregate_id for lab in batch.changed_labs)
            again = batch.apply_to
            conflicts.update(
                await self._workers.update_many_async(workers, again, batch.announcements, batch.changed_labs)
            )

        workers = await self._workers.get_active_async()
        refresh = await self._metrics.refresh_async(workers, [MetricsSource.LABS], save)
        left = self._left_behind()
        await self._labs.update_many_async(
            left, lambda lab: lab.remove(LabRemovalReason.WORKER_LEFT, self._clock.now())
        )
        return JobResult(
            counts={
                "worker_count": len(workers),
                "labs_updated": len(changed) + len(left),
                "errors_count": refresh.errors_count,
            },
            warnings=overtaken_warnings(conflicts),
        )

    def _left_behind(self) -> list[LabRecord]:
        """Labs of workers that are terminated, or left the fleet while their labs were being read."""
        now, labs = self._clock.now(), self._view.labs
        gone = [state for state in self._view.workers_of(labs.worker_ids()) if not state.active]
        return [
            lab
            for worker in gone
            for lab in removed_labs(worker, labs.labs_on(worker.id).values(), LabRemovalReason.WORKER_LEFT, now)
        ]
