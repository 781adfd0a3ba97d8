"""cml-health-collection: health, licence and maintenance of the running workers' controllers."""

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobRun
from application.telemetry.worker_collection import WorkerCollection, WorkerCollectionResult
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus


@backgroundjob(
    task_type="recurrent",
    interval=lambda live: live.intervals.cml_health_seconds,
    timeout_seconds=120,
    run_at_start=True,
    enabled=lambda settings: settings.worker_monitoring_enabled,
    cml_call_budget=50_000,
    can_dry_run=True,
)
class CMLHealthCollectionJob(RecurrentBackgroundJob):
    """Read the system, licence, health and use of each running controller thoroughly."""

    def __init__(
        self, active: ActiveWorkers, workers: CMLWorkerRepository, metrics: WorkerMetricsService, clock: Clock
    ) -> None:
        self._active = active
        self._workers = workers
        self._metrics = metrics
        self._clock = clock

    async def run_every(self, run: JobRun) -> WorkerCollectionResult:
        """Take who runs, and collect."""
        active = await self._active.load_async()
        running = [worker for worker in active if worker.state.status is WorkerStatus.RUNNING]
        collection = WorkerCollection(self._workers, self._metrics, self._clock)
        return await collection.collect_async(run, running, [MetricsSource.CML], thorough=True)
