"""Starting, stopping, rebooting and terminating workers, as an operation that is carried out by the durable handler."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from application.instance.act_on_worker_command import ActOnWorkerCommand
from application.instance.act_on_workers_command import ActOnWorkersCommand
from application.instance.drain_workers_command import DrainWorkersCommand
from application.instance.instance_acting import SETTLED_AFTER_SECONDS
from application.instance.instance_orders import PATIENCE_SECONDS
from application.instance.tag_worker_command import TagWorkerCommand
from application.instance.tag_workers_command import TagWorkersCommand
from application.instance.terminate_worker_command import TerminateWorkerCommand
from application.instance.terminate_workers_command import TerminateWorkersCommand
from application.operation.run_operation_handler import RunOperationHandler
from application.ports.source_errors import RequestRefusedError, SourceThrottledError, SourceUnauthorizedError
from domain.errors import InvalidRequestError, NotFoundError
from domain.operation.operation_state import OperationState
from domain.worker.acted_worker import IllegalActError
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.tag_changes import TagChanges
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus
from fakes.act_steps import carried_out, settle, started
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, WEST, instance_id_of, unborn_worker
from fakes.worker_steps import born

ONE, TWO, THREE = (unborn_worker(number).aggregate_id for number in (1, 2, 3))
FOUR = unborn_worker(4, WEST).aggregate_id
ALL = (ONE, TWO, THREE, FOUR)


async def ordered(process: FakeProcess, act: WorkerAct, worker_ids: Sequence[str] = ALL) -> str:
    """Order an act; return the operation's id."""
    return await sent(process, ActOnWorkersCommand(act=act, worker_ids=worker_ids))


async def sent(process: FakeProcess, command: Any) -> str:
    """Send a command that becomes an operation; return its id."""
    result = await process.send_async(command)
    assert result.status == 202, result
    return str(result.data.id)


async def state_of(process: FakeProcess, worker_id: str) -> CMLWorkerState:
    """A worker as it is saved."""
    [worker] = await process.workers.get_many_async([worker_id])
    return worker.state


def outcomes(state: OperationState) -> dict[str, tuple[str, str | None]]:
    """What became of whom."""
    return {target: (result.outcome.value, result.code) for target, result in state.results.items()}


def acts_in(world: FakeWorld, act: str) -> list[tuple[str, int]]:
    """The calls of an act: region, and how many instances."""
    return [(scope.region, len(ids)) for operation, scope, ids in world.ec2.calls if operation == act]


async def killed_after(world: FakeWorld, process: FakeProcess, operation_id: str, call: str) -> None:
    """Begin an operation, and let it die as soon as this call was made."""
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(process.get(RunOperationHandler).handle_async(started(process, operation_id)))
        await until(lambda: acts_in(world, call))
        first.cancel()


async def test_stops_many_with_one_call_per_region(world: FakeWorld, process: FakeProcess) -> None:
    """Each is done when EC2 shows it stopped; the looks are one call per region too."""
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP))
    assert outcomes(state) == dict.fromkeys(ALL, ("done", None))
    assert sorted(acts_in(world, "stop")) == [("eu-west-1", 1), ("us-east-1", 3)]
    assert {(await state_of(process, each)).status for each in ALL} == {WorkerStatus.STOPPED}
    changes = [event.cloud_event["data"] for event in process.heard if event.short_type == "worker.status.changed"]
    assert all(change["asked"]["by"] == "key:ADMIN" for change in changes[:4])


@pytest.mark.parametrize(("act", "end"), [("start", "running"), ("reboot", "running"), ("terminate", "terminated")])
async def test_follows_each_act_to_its_end(world: FakeWorld, process: FakeProcess, act: str, end: str) -> None:
    """Also where the instance is there already."""
    command = ActOnWorkerCommand(act=WorkerAct(act), worker_id=ONE)
    state = await carried_out(world, process, await sent(process, command))
    assert (state.command, outcomes(state)) == (f"workers.{act}", {ONE: ("done", None)})
    assert (await state_of(process, ONE)).status == end


async def test_splits_off_whom_ec2_names(world: FakeWorld, process: FakeProcess) -> None:
    """One more call for the rest; who was refused says why in AWS's words, and is what it was."""
    lost = instance_id_of(2)
    world.ec2.refusals[lost] = f"The instance ID {lost} does not exist"
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP))
    assert acts_in(world, "stop").count(("us-east-1", 3)) == 1
    assert acts_in(world, "stop").count(("us-east-1", 2)) == 1
    assert len(acts_in(world, "stop")) == 3
    assert outcomes(state) == {**dict.fromkeys(ALL, ("done", None)), TWO: ("failed", "Refused")}
    assert state.results[TWO].message == f"The instance ID {lost} does not exist"
    two = await state_of(process, TWO)
    assert (two.status, two.asked) == (WorkerStatus.RUNNING, None)


async def test_finds_out_whom_ec2_does_not_name(world: FakeWorld, process: FakeProcess) -> None:
    """By halves; the others are done. AWS has room for no more than it says."""
    world.ec2.refusals[instance_id_of(2)] = "there is no capacity"
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [ONE, TWO, THREE]))
    assert outcomes(state) == {ONE: ("done", None), TWO: ("failed", "Refused"), THREE: ("done", None)}
    assert state.results[TWO].message == "there is no capacity"


async def test_fails_all_when_all_are_named(world: FakeWorld, process: FakeProcess) -> None:
    """There is no rest to order; what has no words of AWS is told in our own."""
    world.ec2.failing_acts += [RequestRefusedError("no", "", "", frozenset({instance_id_of(4)}))]
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [FOUR]))
    assert outcomes(state) == {FOUR: ("failed", "invalid_reply")}
    assert len(acts_in(world, "stop")) == 1


async def test_waits_while_aws_asks_for_fewer_calls(world: FakeWorld, process: FakeProcess) -> None:
    """For two minutes; it goes on by itself, and says meanwhile why it waits."""
    world.ec2.failing_acts += [SourceThrottledError("ask less", 10)] * 12
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [FOUR]))
    assert outcomes(state) == {FOUR: ("done", None)}
    assert world.clock.seconds >= 120
    told = [e.cloud_event["data"]["results"][FOUR] for e in process.heard if e.short_type == "operation.progressed"]
    assert ("asked", "throttled") in [(each["step"], each["code"]) for each in told]


async def test_gives_up_when_aws_goes_on_asking_for_fewer_calls(world: FakeWorld, process: FakeProcess) -> None:
    """After a quarter of an hour it says so."""
    world.ec2.failing_acts += [SourceThrottledError("ask less", 60)] * 20
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [FOUR]))
    assert outcomes(state) == {FOUR: ("failed", "throttled")}
    assert world.clock.seconds >= PATIENCE_SECONDS


async def test_fails_a_scope_that_may_not_be_acted_on(world: FakeWorld, process: FakeProcess) -> None:
    """At once, and asked again although it was refused before; nobody else is touched."""
    world.ec2.failing_acts += [SourceUnauthorizedError("allow ec2:StopInstances")]
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [FOUR]))
    assert outcomes(state) == {FOUR: ("failed", "unauthorized")}
    assert WEST in world.ec2.retried


async def test_ends_with_a_reason_when_it_is_terminated_outside(world: FakeWorld, process: FakeProcess) -> None:
    """While it is being started."""
    world.ec2.change(WEST, instance_id_of(4), WorkerStatus.STOPPED)
    operation_id = await ordered(process, WorkerAct.START, [FOUR])
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(carried_out(world, process, operation_id, settling=False))
        await until(lambda: world.ec2.instances[WEST][instance_id_of(4)].status is WorkerStatus.PENDING)
        world.ec2.change(WEST, instance_id_of(4), WorkerStatus.TERMINATED)
    assert outcomes(work.result()) == {FOUR: ("failed", "contradicted")}
    assert "terminated" in str(work.result().results[FOUR].message)


async def test_ends_with_a_reason_when_it_never_arrives(world: FakeWorld, process: FakeProcess) -> None:
    """After the longest that an instance may take."""
    state = await carried_out(world, process, await ordered(process, WorkerAct.STOP, [FOUR]), settling=False)
    assert outcomes(state) == {FOUR: ("failed", "not_settled")}
    assert world.clock.seconds >= SETTLED_AFTER_SECONDS


async def test_goes_on_after_a_kill(world: FakeWorld, process: FakeProcess) -> None:
    """Begun again it orders again, which is harmless, and asks nothing twice."""
    operation_id = await ordered(process, WorkerAct.STOP, [FOUR])
    await killed_after(world, process, operation_id, "stop")
    state = await carried_out(world, process, operation_id)
    assert outcomes(state) == {FOUR: ("done", None)}


async def test_is_done_when_the_end_came_before_the_kill(world: FakeWorld, process: FakeProcess) -> None:
    """What is terminated cannot be terminated again: the report alone was missing."""
    operation_id = await sent(process, TerminateWorkerCommand(worker_id=FOUR, name="worker-4"))
    await killed_after(world, process, operation_id, "terminate")
    [worker] = await process.workers.get_many_async([FOUR])
    worker.record_status(WorkerStatus.TERMINATED, "", world.clock.now())
    await process.commit_async(worker)
    assert outcomes(await carried_out(world, process, operation_id)) == {FOUR: ("done", None)}
    assert len(acts_in(world, "terminate")) == 1


async def test_names_who_cannot_be_acted_on_among_many(world: FakeWorld, process: FakeProcess) -> None:
    """The others are done."""
    [two, three] = await process.workers.get_many_async([TWO, THREE])
    two.record_status(WorkerStatus.STOPPED, "", world.clock.now())
    three.remove(world.clock.now())
    operation_id = await ordered(process, WorkerAct.REBOOT, [ONE, TWO, THREE])
    await process.commit_async(two, three)
    state = await carried_out(world, process, operation_id)
    assert outcomes(state) == {ONE: ("done", None), TWO: ("failed", "illegal_act"), THREE: ("failed", "illegal_act")}


async def test_refuses_at_once_what_is_known_to_make_no_sense(world: FakeWorld, process: FakeProcess) -> None:
    """Unknown workers, and states in which it cannot be done: no operation."""
    [one] = await process.workers.get_many_async([ONE])
    one.record_status(WorkerStatus.TERMINATED, "", world.clock.now())
    await process.commit_async(one)
    for command, error in (
        (ActOnWorkerCommand(act=WorkerAct.START, worker_id=ONE), IllegalActError),
        (ActOnWorkerCommand(act=WorkerAct.START, worker_id="nobody"), NotFoundError),
        (ActOnWorkersCommand(act=WorkerAct.START, worker_ids=[TWO, "nobody"]), InvalidRequestError),
        (TerminateWorkerCommand(worker_id=ONE, name="worker-1"), IllegalActError),
        (TerminateWorkerCommand(worker_id=TWO, name="worker-1"), InvalidRequestError),
        (TerminateWorkersCommand(names={TWO: "worker-2", THREE: "worker-2"}), InvalidRequestError),
        (TerminateWorkersCommand(names={"nobody": "worker-2"}), InvalidRequestError),
    ):
        result = await process.send_async(command)
        assert isinstance(result.error, error), command


async def test_terminates_many_that_are_confirmed_by_name(world: FakeWorld, process: FakeProcess) -> None:
    """Each by its own."""
    command = TerminateWorkersCommand(names={ONE: "worker-1", FOUR: "worker-4"})
    state = await carried_out(world, process, await sent(process, command))
    assert outcomes(state) == {ONE: ("done", None), FOUR: ("done", None)}


@pytest.mark.parametrize(
    "command",
    [
        ActOnWorkerCommand(act=WorkerAct.REBOOT, worker_id=ONE, wait_seconds=20),
        ActOnWorkersCommand(act=WorkerAct.REBOOT, worker_ids=[ONE], wait_seconds=20),
        TerminateWorkerCommand(worker_id=ONE, name="worker-1", wait_seconds=20),
        TerminateWorkersCommand(names={ONE: "worker-1"}, wait_seconds=20),
        TagWorkerCommand(worker_id=ONE, changes=TagChanges(remove=["owner"]), wait_seconds=20),
        TagWorkersCommand(worker_ids=[ONE], changes=TagChanges(remove=["owner"]), wait_seconds=20),
        DrainWorkersCommand(worker_ids=[ONE], wait_seconds=20),
    ],
    ids=lambda command: type(command).__name__,
)
async def test_answers_with_the_end_when_asked_to_wait(world: FakeWorld, command: Any) -> None:
    """`wait_seconds` turns the acceptance into the finished operation."""
    async with FakeProcess(world, durable={RunOperationHandler: None}, refresh_straggler_seconds=0.01) as process:
        await process.commit_async(born(1, EAST))
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(process.send_async(command))
            while not sending.done():
                await asyncio.sleep(0.001)
                world.clock.pass_seconds(0.1)
                settle(world, EAST)
        assert (sending.result().status, sending.result().data.done) == (200, 1)
