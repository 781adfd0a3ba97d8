"""WorkerFollowing: looks until workers are as they are to become."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from application.clock import Clock
from application.operation.operation_work import Report
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
PAUSE_GROWTH = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """`judge` says how far a worker is; `too_late` makes of that what is said of who still waits `within_seconds`.

    `sources` are what is read to find out, whatever it costs where it is `urgent`.
    """

    judge: Callable[[CMLWorker], TargetResult]
    within_seconds: float
    too_late: Callable[[TargetResult], TargetResult]
    sources: Collection[MetricsSource] = (MetricsSource.EC2,)
    urgent: bool = False


class WorkerFollowing:
    """Reads all that wait at once, as the scheduled refresh does: one call per account and region, for all to see."""

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService, clock: Clock) -> None:
        self._workers = workers
        self._metrics = metrics
        self._clock = clock

    async def follow_async(self, worker_ids: Collection[str], awaited: Awaited, report: Report) -> None:
        """Report each worker's steps, and its end as soon as it is seen."""
        waiting, pause = worker_ids, FIRST_PAUSE_SECONDS
        ends = self._clock.monotonic_seconds() + awaited.within_seconds
        while results := await self._still_waiting(waiting, awaited, report):
            if self._clock.monotonic_seconds() >= ends:
                await report({worker_id: awaited.too_late(result) for worker_id, result in results.items()})
                return
            await self._clock.wait_async(pause)
            pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
            waiting = results.keys()
            await self._refresh(await self._workers.get_many_async(waiting), awaited)

    async def _still_waiting(
        self, worker_ids: Collection[str], awaited: Awaited, report: Report
    ) -> dict[str, TargetResult]:
        loaded = await self._workers.get_many_async(worker_ids)
        results = {worker.aggregate_id: awaited.judge(worker) for worker in loaded}
        await report(results)
        return {key: result for key, result in results.items() if result.outcome is TargetOutcome.WAITING}

    async def _refresh(self, workers: list[CMLWorker], awaited: Awaited) -> None:
        async def save(batch: FleetRefresh) -> None:
            await self._workers.update_many_async(list(batch.workers.values()), batch.apply_to)

        await self._metrics.refresh_async(workers, awaited.sources, save, urgent=awaited.urgent)
