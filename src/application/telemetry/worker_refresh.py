"""WorkerRefresh: one worker read from some sources now, as every focused command does it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.fleet_view import FleetView
from application.worker.worker_loader import WorkerLoader
from domain.errors import ConflictError, SourceUnavailableError
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

    def __init__(
        self, loader: WorkerLoader, workers: CMLWorkerRepository, metrics: WorkerMetricsService, view: FleetView
    ) -> None:
        self._loader = loader
        self._workers = workers
        self._metrics = metrics
        self._view = view

    async def load_async(self, worker_id: str, expected_versions: Collection[int] | None = None) -> CMLWorker:
        """Load the worker as WorkerLoader does; ConflictError when it is terminated."""
        worker = await self._loader.load_async(worker_id, expected_versions)
        if not worker.state.active:
            raise ConflictError("the worker is terminated")
        return worker

    async def refresh_async(
        self,
        worker: CMLWorker,
        sources: Collection[MetricsSource],
        expected_versions: Collection[int] | None = None,
    ) -> WorkerRefreshed:
        """Refresh it; SourceUnavailableError when no source could be read (which is committed all the same).

        PreconditionFailedError when somebody else changed it before this did, and `expected_versions` are named.
        """
        before = dict(vars(worker.state))
        loaded_version = worker.base_version
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            untouched = worker.base_version == loaded_version

            def again(reloaded: CMLWorker) -> None:
                if untouched:
                    reloaded.require_version(expected_versions)
                batch.apply_to(reloaded)

            conflicts.update(await self._workers.update_many_async([worker], again, beside=batch.changed_labs))

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
