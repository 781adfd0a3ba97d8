"""Acts on workers in tests: ordered, and carried out while time goes by."""

import asyncio

from application.events.recorded_event import RecordedEvent
from application.operation.run_operation_handler import RunOperationHandler
from domain.operation.operation_state import OperationState
from domain.worker.aws_scope import AwsScope
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld

GOALS = {
    WorkerStatus.PENDING: WorkerStatus.RUNNING,
    WorkerStatus.STOPPING: WorkerStatus.STOPPED,
    WorkerStatus.SHUTTING_DOWN: WorkerStatus.TERMINATED,
}


def started(process: FakeProcess, operation_id: str) -> RecordedEvent:
    """The start of an operation, as it was told."""
    [event] = [e for e in process.heard if e.short_type == "operation.started" and e.subject == operation_id]
    return event


def settle(world: FakeWorld, scope: AwsScope) -> None:
    """Let what is on its way arrive."""
    for instance_id, instance in world.ec2.instances[scope].items():
        world.ec2.change(scope, instance_id, GOALS.get(instance.status, instance.status))


async def carried_out(
    world: FakeWorld, process: FakeProcess, operation_id: str, *, settling: bool = True
) -> OperationState:
    """Carry an operation out while the clock goes on by itself and, if `settling`, instances arrive."""
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(process.get(RunOperationHandler).handle_async(started(process, operation_id)))
        while not work.done():
            await asyncio.sleep(0.001)
            world.clock.pass_seconds(1)
            if settling:
                for scope in world.ec2.instances:
                    settle(world, scope)
    operation = await process.operations.get_async(operation_id)
    assert operation is not None
    return operation.state
