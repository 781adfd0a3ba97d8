"""worker-metrics-collection: the fleet, read again and again."""

from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.job.recurrent_background_job import RecurrentBackgroundJob
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import METRICS_SOURCES
from domain.worker.cml_worker_repository import CMLWorkerRepository

NAMED_IN_A_WARNING = 50


@backgroundjob(
    task_type="recurrent",
    interval=lambda settings: settings.worker_metrics_poll_interval_seconds,
    timeout_seconds=120,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
)
class WorkerMetricsCollectionJob(RecurrentBackgroundJob):
    """Read EC2 status and CloudWatch metrics of every active worker."""

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService) -> None:
        self._workers = workers
        self._metrics = metrics

    async def run_every(self, run: JobRun) -> JobResult:  # noqa: ARG002  # every slot reads the present
        """Gather, apply, commit: in one batch, but for who is late."""
        updated: set[str] = set()
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            workers = list(batch.workers.values())
            updated.update(worker.aggregate_id for worker in workers if worker.pending_events)
            conflicts.update(await self._workers.update_many_async(workers, batch.apply_to, batch.announcements))

        workers = await self._workers.get_active_async()
        refresh = await self._metrics.refresh_async(workers, METRICS_SOURCES, save)
        return JobResult(
            counts={
                "worker_count": len(workers),
                "workers_updated": len(updated - conflicts),
                "errors_count": refresh.errors_count,
            },
            warnings=_warnings_of(sorted(conflicts)),
        )


def _warnings_of(conflicts: list[str]) -> tuple[str, ...]:
    if not conflicts:
        return ()
    named = ", ".join(conflicts[:NAMED_IN_A_WARNING])
    return (f"{len(conflicts)} workers changed twice meanwhile and were not saved: {named}",)
