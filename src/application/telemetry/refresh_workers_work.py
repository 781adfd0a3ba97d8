"""RefreshWorkersWork: reads the workers of an operation as the scheduled refresh does, in batches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import ClassVar

from application.operation.operation_work import OperationWork, Report
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.operation.operation import Operation
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.cml_worker_repository import CMLWorkerRepository


class RefreshWorkersWork(OperationWork):
    """Load, gather, apply, commit; a worker is reported when all sources have been asked about it."""

    command: ClassVar[str] = "workers.refresh"

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService) -> None:
        self._workers = workers
        self._metrics = metrics

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Refresh the workers that wait."""
        sources = [MetricsSource(name) for name in operation.state.parameters["sources"]]
        waiting = operation.waiting
        loaded = await self._workers.get_many_async(waiting)
        active = [worker for worker in loaded if worker.in_fleet and worker.state.active]
        answers = _Answers(sources)

        async def save(batch: FleetRefresh) -> None:
            workers = list(batch.workers.values())
            conflicts = await self._workers.update_many_async(workers, batch.apply_to, beside=batch.changed_labs)
            await report(answers.taken(batch, conflicts))

        await report(dict.fromkeys(set(waiting) - {worker.aggregate_id for worker in active}, GONE))
        await self._metrics.refresh_async(active, sources, save)


GONE = TargetResult(outcome=TargetOutcome.FAILED, code="gone", message="the worker is terminated or left the fleet")
OVERTAKEN = TargetResult(
    outcome=TargetOutcome.FAILED, code="conflict", message="somebody else changed the worker meanwhile, twice"
)


class _Answers:
    """Of which workers which sources have had their say, and what could not be read of whom."""

    def __init__(self, sources: Sequence[MetricsSource]) -> None:
        self._sources = set(sources)
        self._answered: dict[str, set[MetricsSource]] = defaultdict(set)
        self._failures: dict[str, list[SourceFailure]] = defaultdict(list)
        self._overtaken: set[str] = set()

    def taken(self, batch: FleetRefresh, conflicts: Iterable[str]) -> dict[str, TargetResult]:
        """Take a batch; return the results of those of whom every source has now been asked."""
        for source, worker_ids in batch.answered.items():
            for worker_id in worker_ids:
                self._answered[worker_id].add(source)
        for worker_id, failures in batch.failures.items():
            self._failures[worker_id] += failures
        self._overtaken |= set(conflicts)
        return {
            worker_id: self._result(worker_id)
            for worker_id in batch.workers
            if self._answered[worker_id] == self._sources
        }

    def _result(self, worker_id: str) -> TargetResult:
        if worker_id in self._overtaken:
            return OVERTAKEN
        if not (failures := self._failures[worker_id]):
            return DONE
        nothing_read = len(failures) == len(self._sources)
        return TargetResult(
            outcome=TargetOutcome.FAILED if nothing_read else TargetOutcome.DONE,
            code=failures[0].code,
            message=f"{failures[0].source}: {failures[0].message}",
        )
