"""DrainWorkersWork: cordons workers, stops their labs, waits, and stops them."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from application.clock import Clock
from application.instance.act_order import ActOrder, at, failed
from application.instance.instance_acting import GONE, OVERTAKEN, InstanceActing
from application.instance.lab_stops import LabStops
from application.lab.lab_work import OF_THE_CONTROLLER, WORKERS_AT_ONCE
from application.operation.operation_work import OperationWork, Report
from application.task_group import task_group
from domain.operation.operation import Operation
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_act import WorkerAct

CORDON, STOP_LABS = "cordon", "stop_labs"


class DrainWorkersWork(OperationWork):
    """Each step looks at what is there: one that was done before a kill is not done again.

    A worker whose labs cannot be stopped is not stopped either, and stays cordoned.
    """

    command: ClassVar[str] = "workers.drain"

    def __init__(self, workers: CMLWorkerRepository, labs: LabStops, acting: InstanceActing, clock: Clock) -> None:
        self._workers = workers
        self._labs = labs
        self._acting = acting
        self._clock = clock

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Drain the workers that wait; all whose labs are stopped are stopped together."""
        order = ActOrder.of(operation, WorkerAct.STOP)
        fresh = [each for each in operation.waiting if each not in order.begun]
        cordoned = await self._cordon(operation, fresh, report)
        quiet = await self._stop_labs(cordoned, report)
        await self._acting.act_async(order, [*(set(operation.waiting) & order.begun), *quiet], report)

    async def _cordon(self, operation: Operation, worker_ids: Sequence[str], report: Report) -> list[str]:
        state, now = operation.state, self._clock.now()

        def cordon(worker: CMLWorker) -> None:
            if worker.in_fleet and not worker.state.cordoned:
                worker.cordon(state.requested_by, state.parameters["reason"], now)

        await report(dict.fromkeys(worker_ids, at(CORDON)))
        loaded = [each for each in await self._workers.get_many_async(worker_ids) if each.in_fleet]
        for worker in loaded:
            cordon(worker)
        overtaken = await self._workers.update_many_async(loaded, cordon)
        cordoned = [each.aggregate_id for each in loaded if each.aggregate_id not in overtaken]
        gone = set(worker_ids) - {each.aggregate_id for each in loaded}
        await report({**dict.fromkeys(gone, GONE), **dict.fromkeys(overtaken, OVERTAKEN)})
        return cordoned

    async def _stop_labs(self, worker_ids: Sequence[str], report: Report) -> list[str]:
        turn = asyncio.Semaphore(WORKERS_AT_ONCE)
        quiet: list[str] = []

        async def stop(worker_id: str) -> None:
            async with turn:
                if await self._are_stopped(worker_id, report):
                    quiet.append(worker_id)

        await report(dict.fromkeys(worker_ids, at(STOP_LABS)))
        async with task_group() as tasks:
            for worker_id in worker_ids:
                tasks.create_task(stop(worker_id))
        return quiet

    async def _are_stopped(self, worker_id: str, report: Report) -> bool:
        try:
            await self._labs.stop_async(worker_id)
        except OF_THE_CONTROLLER as error:
            await report({worker_id: failed(error.code, str(error), STOP_LABS)})
            return False
        return True
