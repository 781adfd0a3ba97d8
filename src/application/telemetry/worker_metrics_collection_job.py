"""worker-metrics-collection: the fleet, read again and again."""

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobRun
from application.telemetry.worker_collection import WorkerCollection, WorkerCollectionResult
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from domain.telemetry.metrics_source import METRICS_SOURCES
from domain.worker.cml_worker_repository import CMLWorkerRepository


@backgroundjob(
    task_type="recurrent",
    interval=lambda live: live.intervals.worker_metrics_seconds,
    timeout_seconds=120,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
    can_dry_run=True,
)
class WorkerMetricsCollectionJob(RecurrentBackgroundJob):
    """Read EC2, CloudWatch and the controllers of all active workers."""

    def __init__(
        self, active: ActiveWorkers, workers: CMLWorkerRepository, metrics: WorkerMetricsService, clock: Clock
    ) -> None:
        self._active = active
        self._workers = workers
        self._metrics = metrics
        self._clock = clock

    async def run_every(self, run: JobRun) -> WorkerCollectionResult:
        """Take who is active, and collect."""
        workers = await self._active.load_async()
        collection = WorkerCollection(self._workers, self._metrics, self._clock)
        return await collection.collect_async(run, workers, METRICS_SOURCES)
