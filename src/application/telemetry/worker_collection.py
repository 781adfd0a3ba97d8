"""What the jobs do that collect from the sources of workers."""

from collections.abc import Collection, Sequence

from application.job.job_run import JobResult
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.overtaken import overtaken_warnings
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class WorkerCollection:
    """Gather, apply, commit: in one batch, but for who is late."""

    def __init__(self, repository: CMLWorkerRepository, metrics: WorkerMetricsService) -> None:
        self._repository = repository
        self._metrics = metrics
        self._updated: set[str] = set()
        self._conflicts: set[str] = set()

    async def collect_async(
        self, workers: Sequence[CMLWorker], sources: Collection[MetricsSource], *, thorough: bool = False
    ) -> JobResult:
        """Read `sources` of `workers`; who was overtaken twice is named in a warning, and read with the next run."""
        refresh = await self._metrics.refresh_async(workers, sources, self._save_async, thorough=thorough)
        return JobResult(
            counts={
                "worker_count": len(workers),
                "workers_updated": len(self._updated - self._conflicts),
                "errors_count": refresh.errors_count,
            },
            warnings=(*overtaken_warnings(self._conflicts), *refresh.warnings),
        )

    async def _save_async(self, batch: FleetRefresh) -> None:
        workers = list(batch.workers.values())
        self._updated.update(worker.aggregate_id for worker in workers if worker.pending_events)
        stale = await self._repository.update_many_async(workers, batch.apply_to, batch.announcements)
        self._conflicts.update(stale)
