"""cml-health-collection: health, licence and maintenance of the running workers' controllers."""

from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.job.recurrent_background_job import RecurrentBackgroundJob
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus


@backgroundjob(
    task_type="recurrent",
    interval=lambda settings: settings.cml_health_interval_seconds,
    timeout_seconds=120,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
)
class CMLHealthCollectionJob(RecurrentBackgroundJob):
    """Read each controller thoroughly. A worker overtaken twice is read again with the next run."""

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService) -> None:
        self._workers = workers
        self._metrics = metrics

    async def run_every(self, run: JobRun) -> JobResult:  # noqa: ARG002  # every slot reads the present
        """Gather, apply, commit."""
        updated: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            workers = list(batch.workers.values())
            updated.update(worker.aggregate_id for worker in workers if worker.pending_events)
            updated.difference_update(
                await self._workers.update_many_async(workers, batch.apply_to, batch.announcements)
            )

        active = await self._workers.get_active_async()
        running = [worker for worker in active if worker.state.status is WorkerStatus.RUNNING]
        refresh = await self._metrics.refresh_async(running, [MetricsSource.CML], save, thorough=True)
        return JobResult(
            counts={
                "worker_count": len(running),
                "workers_updated": len(updated),
                "errors_count": refresh.errors_count,
            }
        )
