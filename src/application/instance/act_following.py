"""ActFollowing: looks until EC2 shows what it was ordered to do."""

from collections.abc import Collection

from application.clock import Clock
from application.instance.act_order import ActOrder, failed
from application.operation.operation_work import Report
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.operation.target_result import TargetOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
PAUSE_GROWTH = 1.5
SETTLED_AFTER_SECONDS = 2_700.0
"""A bare metal instance may take half an hour (Amazon EC2 User Guide, "Bare metal instances")."""


class ActFollowing:
    """Reads all that wait at once, as the scheduled refresh does: one call per account and region, for all to see."""

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService, clock: Clock) -> None:
        self._workers = workers
        self._metrics = metrics
        self._clock = clock

    async def follow_async(self, order: ActOrder, worker_ids: Collection[str], report: Report) -> None:
        """Report each worker as soon as it is where it was ordered to be, or is seen not to go there."""
        waiting, pause = set(worker_ids), FIRST_PAUSE_SECONDS
        ends = self._clock.monotonic_seconds() + SETTLED_AFTER_SECONDS
        while loaded := await self._still_waiting(order, waiting, report):
            if self._clock.monotonic_seconds() >= ends:
                await report({each.aggregate_id: failed("not_settled", TOO_LONG) for each in loaded})
                return
            await self._clock.wait_async(pause)
            pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
            waiting = {worker.aggregate_id for worker in loaded}
            await self._refresh(await self._workers.get_many_async(waiting))

    async def _still_waiting(self, order: ActOrder, worker_ids: Collection[str], report: Report) -> list[CMLWorker]:
        loaded = await self._workers.get_many_async(worker_ids)
        results = {worker.aggregate_id: order.judge(worker) for worker in loaded}
        await report(results)
        return [each for each in loaded if results[each.aggregate_id].outcome is TargetOutcome.WAITING]

    async def _refresh(self, workers: list[CMLWorker]) -> None:
        async def save(batch: FleetRefresh) -> None:
            await self._workers.update_many_async(list(batch.workers.values()), batch.apply_to)

        await self._metrics.refresh_async(workers, [MetricsSource.EC2], save)


TOO_LONG = f"EC2 does not show it after {SETTLED_AFTER_SECONDS / 60:g} minutes; look at the instance"
