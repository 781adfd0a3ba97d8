"""WorkerRefresh: one worker read from some sources now, as every focused command does it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.fleet_view import FleetView
from domain.errors import ConflictError, NotFoundError, SourceUnavailableError
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.cml_worker_state import CMLWorkerState

BOOKKEEPING = {"state_version", "last_modified", "created_at", "ec2_told_at", "running_time"}


@dataclass(frozen=True, slots=True)
class WorkerRefreshed:
    """The worker in JSON (WorkerReply); which sources were read, which fields changed, what could not be read."""

    worker: bytes
    sources_synced: Sequence[MetricsSource]
    updated_fields: Sequence[str]
    errors: Mapping[MetricsSource, SourceFailure]


class WorkerRefresh:
    """Load, gather, apply, commit once."""

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService, view: FleetView) -> None:
        self._workers = workers
        self._metrics = metrics
        self._view = view

    async def load_async(self, worker_id: str) -> CMLWorker:
        """Load the worker; NotFoundError when the fleet has none, ConflictError when it is terminated."""
        worker = await self._workers.get_async(worker_id)
        if worker is None or not worker.in_fleet:
            raise NotFoundError("the fleet has no worker with this id")
        if not worker.state.active:
            raise ConflictError("the worker is terminated")
        return worker

    async def refresh_async(self, worker: CMLWorker, sources: Collection[MetricsSource]) -> WorkerRefreshed:
        """Refresh it; SourceUnavailableError when no source could be read (which is committed all the same)."""
        before = dict(vars(worker.state))
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            conflicts.update(await self._workers.update_many_async([worker], batch.apply_to))

        refresh = await self._metrics.refresh_async([worker], sources, save, urgent=True)
        if conflicts:
            raise ConflictError("the worker was changed by somebody else meanwhile, twice; ask again")
        errors = refresh.failures_of(worker.aggregate_id)
        if len(errors) == len(sources):
            first = next(iter(errors.values()))
            raise SourceUnavailableError(first.message, code=first.code, retry_after_seconds=first.retry_after_seconds)
        told = self._view.workers_of([worker.aggregate_id])
        state = told[0] if told else worker.state  # imported elsewhere a moment ago, and not yet told here
        synced = [source for source in sources if source not in errors]
        return WorkerRefreshed(self._view.json_of(state), synced, _changed_fields(before, state), errors)


def _changed_fields(before: Mapping[str, object], state: CMLWorkerState) -> list[str]:
    after = vars(state)
    return sorted(name for name in after.keys() - BOOKKEEPING if after[name] != before.get(name))
