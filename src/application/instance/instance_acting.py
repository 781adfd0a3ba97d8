"""InstanceActing: has EC2 start, stop, reboot or terminate the instances of workers."""

from collections.abc import Collection, Mapping, Sequence

from application.clock import Clock
from application.instance.act_order import ASKED, ActOrder, at, failed
from application.instance.instance_orders import InstanceOrders, Ordered, failed_because, words_of
from application.instance.worker_following import Awaited, WorkerFollowing
from application.operation.operation_work import Report
from application.ports.ec2_client import EC2Client
from application.task_group import task_group
from domain.errors import ConflictError, SourceUnavailableError
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus

OVERTAKEN = failed("conflict", "somebody else changed the worker meanwhile, twice; ask again")
SETTLED_AFTER_SECONDS = 2_700.0
"""A bare metal instance may take half an hour (Amazon EC2 User Guide, "Bare metal instances")."""
NOT_SETTLED = failed(
    "not_settled", f"EC2 does not show it after {SETTLED_AFTER_SECONDS / 60:g} minutes; look at the instance"
)
GONE = failed("gone", "the worker left the fleet")

Answers = Ordered[Mapping[str, WorkerStatus]]


class InstanceActing:
    """Shows first what was asked, of all workers in one commit; then orders it, per account and region in one call."""

    def __init__(
        self,
        ec2: EC2Client,
        workers: CMLWorkerRepository,
        orders: InstanceOrders,
        following: WorkerFollowing,
        clock: Clock,
    ) -> None:
        self._ec2 = ec2
        self._workers = workers
        self._orders = orders
        self._following = following
        self._clock = clock

    async def act_async(self, order: ActOrder, worker_ids: Sequence[str], report: Report) -> None:
        """Do it to these workers, and report each when EC2 shows it; one that fails keeps no other from it."""
        asked = await self._ask(order, worker_ids, report)
        async with task_group() as tasks:
            for scope, workers in by_scope(asked).items():
                tasks.create_task(self._in_scope(order, scope, workers, report))

    async def _ask(self, order: ActOrder, worker_ids: Sequence[str], report: Report) -> list[CMLWorker]:
        loaded = await self._workers.get_many_async(worker_ids)
        results: dict[str, TargetResult] = dict.fromkeys(set(worker_ids) - {each.aggregate_id for each in loaded}, GONE)

        def ask(worker: CMLWorker) -> None:
            results.pop(worker.aggregate_id, None)
            if order.is_done_before(worker):
                results[worker.aggregate_id] = DONE
                return
            try:
                worker.ask(order.act, order.by, order.operation_id, self._clock.now())
            except ConflictError as error:
                results[worker.aggregate_id] = failed(error.code, str(error))

        for worker in loaded:
            ask(worker)
        overtaken = await self._workers.update_many_async(loaded, ask)
        results |= dict.fromkeys(overtaken, OVERTAKEN)
        asked = [worker for worker in loaded if worker.aggregate_id not in results]
        await report({**results, **{worker.aggregate_id: at(ASKED) for worker in asked}})
        return asked

    async def _in_scope(self, order: ActOrder, scope: AwsScope, workers: Mapping[str, str], report: Report) -> None:
        async def told(instance_ids: Sequence[str], error: SourceUnavailableError) -> None:
            code, message = words_of(error)
            waits = TargetResult(outcome=TargetOutcome.WAITING, code=code, message=message, step=ASKED)
            await report({workers[each]: waits for each in instance_ids})

        async def ask(instance_ids: Sequence[str]) -> Mapping[str, WorkerStatus]:
            return await self._ec2.act_async(scope, order.act, instance_ids)

        self._ec2.retry_refused(scope)
        answers = await self._orders.order_async(list(workers), ask, told)
        await self._note(order, workers, answers)
        await report({workers[each]: failed_because(error, ASKED) for each, error in answers.refused.items()})
        taken = [workers[each] for asked, _ in answers.taken for each in asked]
        awaited = Awaited(judge=order.judge, within_seconds=SETTLED_AFTER_SECONDS, too_late=lambda _: NOT_SETTLED)
        await self._following.follow_async(taken, awaited, report)

    async def _note(self, order: ActOrder, workers: Mapping[str, str], answers: Answers) -> None:
        now = self._clock.now()
        statuses = {workers[each]: status for _, shown in answers.taken for each, status in shown.items()}
        refusals = {workers[each]: words_of(error)[1] for each, error in answers.refused.items()}

        def note(worker: CMLWorker) -> None:
            worker_id = worker.aggregate_id
            if worker_id in refusals:
                worker.refuse_act(order.operation_id, refusals[worker_id], now)
            else:
                worker.accept_act(order.operation_id, statuses.get(worker_id, worker.state.status), now)

        left: Collection[str] = workers.values()
        while left:
            loaded = await self._workers.get_many_async(left)
            for worker in loaded:
                note(worker)
            left = await self._workers.update_many_async(loaded, note)


def by_scope(workers: Sequence[CMLWorker]) -> dict[AwsScope, dict[str, str]]:
    """Return the ids of the workers by account and region, and there by instance."""
    scopes: dict[AwsScope, dict[str, str]] = {}
    for worker in workers:
        scopes.setdefault(worker.state.scope, {})[worker.state.instance_id] = worker.aggregate_id
    return scopes
