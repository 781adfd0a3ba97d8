"""PauseWorkersWork: looks once more, and stops the workers that still nobody uses."""

from collections.abc import Sequence
from typing import ClassVar

from application.clock import Clock
from application.idle.idle_ruling import PAUSE, IdleRuling
from application.instance.act_order import ActOrder, failed
from application.instance.instance_acting import InstanceActing
from application.operation.operation_work import OperationWork, Report
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.operation.operation import Operation
from domain.operation.target_result import TargetResult
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_act import WorkerAct

CALLED_OFF = failed("called_off", "somebody uses it, or wants it not to be paused")
NOT_OBSERVED = failed("not_observed", "its controller could not be looked at once more")


class PauseWorkersWork(OperationWork):
    """Activity wins: a lab that was started during the countdown is seen by the last look, and the pause called off."""

    command: ClassVar[str] = PAUSE

    def __init__(
        self,
        workers: CMLWorkerRepository,
        metrics: WorkerMetricsService,
        ruling: IdleRuling,
        acting: InstanceActing,
        clock: Clock,
    ) -> None:
        self._workers = workers
        self._metrics = metrics
        self._ruling = ruling
        self._acting = acting
        self._clock = clock

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Stop those that are still due, together, and those that had their order before a kill."""
        order = ActOrder.of(operation, WorkerAct.STOP)
        fresh = [each for each in operation.waiting if each not in order.begun]
        results = await self._look(order, fresh)
        await report(results)
        quiet = [each for each in fresh if each not in results]
        await self._acting.act_async(order, [*(set(operation.waiting) & order.begun), *quiet], report)

    async def _look(self, order: ActOrder, worker_ids: Sequence[str]) -> dict[str, TargetResult]:
        """Return whose pause is called off; who has left the fleet is found by who acts."""
        loaded = [each for each in await self._workers.get_many_async(worker_ids) if not _is_asked(each, order)]
        sources = [MetricsSource.CML, MetricsSource.LABS]
        looked = await self._metrics.refresh_async(loaded, sources, self._save, thorough=True)
        results = {}
        for worker in await self._workers.get_many_async([each.aggregate_id for each in loaded]):
            if worker.aggregate_id not in looked.cml_activities.keys() & looked.labs.keys():
                results[worker.aggregate_id] = NOT_OBSERVED
            elif not self._is_due(worker):
                results[worker.aggregate_id] = CALLED_OFF
        return results

    async def _save(self, batch: FleetRefresh) -> None:
        workers = list(batch.workers.values())
        await self._workers.update_many_async(workers, batch.apply_to, batch.announcements, batch.changed_labs)

    def _is_due(self, worker: CMLWorker) -> bool:
        now = self._clock.now()
        return worker.is_due_to_pause(self._ruling.at(now).rule_for(worker.state), now)


def _is_asked(worker: CMLWorker, order: ActOrder) -> bool:
    """Whether a kill came between the asking and its report."""
    asked = worker.state.asked
    return asked is not None and asked.operation_id == order.operation_id
