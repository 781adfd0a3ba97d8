"""What the jobs do that collect from the sources of workers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.clock import Clock
from application.job.job_run import JobResult, JobRun
from application.telemetry.fleet_pass import FleetPass
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.overtaken import warn_of_overtaken
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerCollectionResult(JobResult):
    """What was read of workers."""

    worker_count: Annotated[int, Field(ge=0, description="workers that were to be read")]
    workers_updated: Annotated[int, Field(ge=0, description="workers of which something was news, and that were saved")]
    errors_count: Annotated[int, Field(ge=0, description="readings that failed: one for each worker and source")]


class WorkerCollection:
    """Gather, apply, commit, batch by batch. A dry run gathers and applies."""

    def __init__(self, repository: CMLWorkerRepository, metrics: WorkerMetricsService, clock: Clock) -> None:
        self._repository = repository
        self._metrics = metrics
        self._clock = clock
        self._updated: set[str] = set()
        self._conflicts: set[str] = set()
        self._errors = 0

    async def collect_async(
        self, run: JobRun, workers: Sequence[CMLWorker], sources: Collection[MetricsSource], *, thorough: bool = False
    ) -> WorkerCollectionResult:
        """Read `sources` of `workers`; who was overtaken twice is named in a warning, and read with the next run."""
        save = self._count_async if run.dry_run else self._save_async
        fleet = FleetPass(run, workers, self._clock)
        async for part in fleet.parts_async():
            refresh = await self._metrics.refresh_async(
                part, sources, save, thorough=thorough, recorded=not run.dry_run
            )
            fleet.read(refresh)
            self._errors += refresh.errors_count
            for warning in refresh.warnings:
                run.warn(warning)
        await fleet.end_async()
        warn_of_overtaken(run, self._conflicts)
        return WorkerCollectionResult(
            worker_count=fleet.count,
            workers_updated=len(self._updated - self._conflicts),
            errors_count=self._errors,
        )

    async def _save_async(self, batch: FleetRefresh) -> None:
        workers = list(batch.workers.values())
        self._updated.update(worker.aggregate_id for worker in workers if worker.pending_events)
        stale = await self._repository.update_many_async(workers, batch.apply_to, batch.announcements)
        self._conflicts.update(stale)

    async def _count_async(self, batch: FleetRefresh) -> None:
        self._updated.update(worker.aggregate_id for worker in batch.workers.values() if worker.pending_events)
