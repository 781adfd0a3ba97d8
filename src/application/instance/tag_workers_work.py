"""TagWorkersWork: sets and removes tags of workers' instances."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from application.clock import Clock
from application.instance.act_order import failed
from application.instance.instance_acting import GONE, OVERTAKEN, by_scope
from application.instance.instance_orders import InstanceOrders, Ordered, failed_because, words_of
from application.operation.operation_work import OperationWork, Report
from application.ports.ec2_client import EC2Client
from application.task_group import task_group
from domain.errors import ConflictError, SourceUnavailableError
from domain.operation.operation import Operation
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.tag_changes import TagChanges

TAG = "tag"


class TagWorkersWork(OperationWork):
    """Shows the tags first, then has EC2 set them, per account and region in one call, and remove in another.

    Of whom EC2 refuses it, the tags are read again: EC2 wins.
    """

    command: ClassVar[str] = "workers.tag"

    def __init__(self, ec2: EC2Client, workers: CMLWorkerRepository, orders: InstanceOrders, clock: Clock) -> None:
        self._ec2 = ec2
        self._workers = workers
        self._orders = orders
        self._clock = clock

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Tag the workers that wait."""
        parameters = operation.state.parameters
        changes = TagChanges(add=parameters["tags"], remove=parameters["remove"])
        shown = await self._show(operation.waiting, changes, report)
        async with task_group() as tasks:
            for scope, workers in by_scope(shown).items():
                tasks.create_task(self._in_scope(scope, workers, changes, report))

    async def _show(self, worker_ids: Sequence[str], changes: TagChanges, report: Report) -> list[CMLWorker]:
        loaded = await self._workers.get_many_async(worker_ids)
        results: dict[str, TargetResult] = dict.fromkeys(set(worker_ids) - {each.aggregate_id for each in loaded}, GONE)

        def show(worker: CMLWorker) -> None:
            try:
                worker.change_tags(changes, self._clock.now())
            except ConflictError as error:
                results[worker.aggregate_id] = failed(error.code, str(error))

        overtaken = await self._change(loaded, show)
        await report(results | dict.fromkeys(overtaken, OVERTAKEN))
        return [each for each in loaded if each.aggregate_id not in {*results, *overtaken}]

    async def _in_scope(self, scope: AwsScope, workers: Mapping[str, str], changes: TagChanges, report: Report) -> None:
        async def told(instance_ids: Sequence[str], error: SourceUnavailableError) -> None:
            code, message = words_of(error)
            waits = TargetResult(outcome=TargetOutcome.WAITING, code=code, message=message, step=TAG)
            await report({workers[each]: waits for each in instance_ids})

        async def order(instance_ids: Sequence[str]) -> None:
            if changes.add:
                await self._ec2.add_tags_async(scope, instance_ids, changes.add)
            if changes.remove:
                await self._ec2.remove_tags_async(scope, instance_ids, changes.remove)

        self._ec2.retry_refused(scope)
        ordered: Ordered[None] = await self._orders.order_async(list(workers), order, told)
        await self._read_again(scope, workers, list(ordered.refused))
        results = {workers[each]: failed_because(error, TAG) for each, error in ordered.refused.items()}
        await report({**dict.fromkeys(workers.values(), DONE), **results})

    async def _read_again(self, scope: AwsScope, workers: Mapping[str, str], instance_ids: Sequence[str]) -> None:
        """A reading that fails is made up for by the next cycle."""
        if not instance_ids:
            return
        try:
            readings = await self._ec2.read_instances_async(scope, instance_ids)
        except SourceUnavailableError:
            return

        def correct(worker: CMLWorker) -> None:
            worker.record_details(readings[worker.state.instance_id])

        await self._change(await self._workers.get_many_async(workers[each] for each in readings), correct)

    async def _change(self, loaded: Sequence[CMLWorker], change: Callable[[CMLWorker], None]) -> list[str]:
        for worker in loaded:
            change(worker)
        return await self._workers.update_many_async(loaded, change)
