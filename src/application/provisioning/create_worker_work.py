"""CreateWorkerWork: has EC2 launch the instance of a new worker, and follows it until it can be used."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from application.clock import Clock
from application.instance.act_order import at, failed
from application.instance.instance_acting import GONE
from application.instance.instance_orders import InstanceOrders, Ordered, failed_because, words_of
from application.instance.worker_following import Awaited, WorkerFollowing
from application.operation.operation_work import OperationWork, Report
from application.ports.instance_launcher import InstanceLauncher
from application.ports.source_errors import RequestRefusedError
from application.provisioning.new_worker_progress import NewWorkerProgress
from domain.errors import SourceUnavailableError
from domain.operation.operation import Operation
from domain.operation.target_result import TargetResult
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.ec2_readings import EC2InstanceReading
from domain.worker.launch_spec import LaunchSpec

LAUNCH = "launch"
LAUNCHING = at(LAUNCH)
UNANSWERED = "EC2 gave no answer, however often it was asked; look there for an instance with the worker's name"
USABLE_AFTER_SECONDS = 3_600.0
"""A bare metal instance may take half an hour to start, and CML some minutes more to set itself up."""


class CreateWorkerWork(OperationWork):
    """The target is a worker without an instance. Whoever goes on after a kill finds what was launched before."""

    command: ClassVar[str] = "workers.create"

    def __init__(
        self,
        workers: CMLWorkerRepository,
        launcher: InstanceLauncher,
        orders: InstanceOrders,
        progress: NewWorkerProgress,
        following: WorkerFollowing,
        clock: Clock,
    ) -> None:
        self._workers = workers
        self._launcher = launcher
        self._orders = orders
        self._following = following
        self._awaited = Awaited(
            judge=progress.judge,
            within_seconds=USABLE_AFTER_SECONDS,
            too_late=_not_usable,
            sources=(MetricsSource.EC2, MetricsSource.CML),
            urgent=True,
        )
        self._clock = clock

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Launch and follow; SourceUnavailableError when it is not known whether EC2 has launched it."""
        workers = await self._workers.get_many_async(operation.waiting)
        if len(workers) < len(operation.waiting):
            raise SourceUnavailableError("the worker is in the log, and not yet in the database", code="behind")
        for worker in workers:
            refused = await self._launch(worker, report)
            if refused:
                await report({worker.aggregate_id: refused})
            else:
                await self._following.follow_async([worker.aggregate_id], self._awaited, report)

    async def give_up_async(self, operation: Operation) -> None:
        """Nobody launches it any more: the worker says so."""
        for worker in await self._workers.get_many_async(operation.state.results):
            if worker.to_be_launched:
                await self._save(worker, lambda each: each.fail_launch("gave_up", UNANSWERED, self._clock.now()))

    async def _launch(self, worker: CMLWorker, report: Report) -> TargetResult | None:
        """Return why EC2 refused, None where the worker has its instance now."""
        spec = worker.to_be_launched
        if spec is None:
            return None if worker.in_fleet else GONE
        answers = await self._order(worker, spec, report)
        if answers.taken:
            [(_, reading)] = answers.taken
            await self._save(worker, lambda each: each.record_launch(reading))
            return None
        error = answers.refused[worker.aggregate_id]
        if not isinstance(error, RequestRefusedError):
            raise error
        code, message = words_of(error)
        await self._save(worker, lambda each: each.fail_launch(code, message, self._clock.now()))
        return failed_because(error, LAUNCH)

    async def _order(self, worker: CMLWorker, spec: LaunchSpec, report: Report) -> Ordered[EC2InstanceReading]:
        worker_id, state = worker.aggregate_id, worker.state

        async def told(_: Sequence[str], error: SourceUnavailableError) -> None:
            code, message = words_of(error)
            await report({worker_id: replace(LAUNCHING, code=code, message=message)})

        async def ask(_: Sequence[str]) -> EC2InstanceReading:
            return await self._launcher.launch_async(state.scope, worker_id, state.name, spec)

        await report({worker_id: LAUNCHING})
        return await self._orders.order_async([worker_id], ask, told)

    async def _save(self, worker: CMLWorker, change: Callable[[CMLWorker], None]) -> None:
        """Again whenever somebody was faster: what EC2 did is not to be lost."""
        change(worker)
        overtaken = True
        while overtaken:
            overtaken = bool(await self._workers.update_many_async([worker], change))


def _not_usable(seen: TargetResult) -> TargetResult:
    return failed("not_usable", f"after an hour: {seen.message}", seen.step)
