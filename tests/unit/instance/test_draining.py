"""Draining: cordon, stop the labs, wait, stop the worker; as one operation that survives its process."""

import asyncio

import pytest

from application.instance.drain_workers_command import DrainWorkersCommand
from application.instance.lab_stops import SETTLED_AFTER_SECONDS
from application.instance.plan_drain_query import PlanDrainQuery
from application.operation.run_operation_handler import RunOperationHandler
from application.ports.source_errors import SourceUnreachableError
from domain.cml.lab_state import LabState
from domain.operation.operation_state import OperationState
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus
from fakes.act_steps import carried_out, settle, started
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_id_of, unborn_worker

ONE, TWO, THREE = (unborn_worker(number).aggregate_id for number in (1, 2, 3))
FOUR = unborn_worker(4, WEST).aggregate_id
RUNNING, STOPPED = WorkerStatus.RUNNING, WorkerStatus.STOPPED


@pytest.fixture(autouse=True)
def labs(world: FakeWorld) -> None:
    """Two labs on one worker, of which one runs; one that runs on another."""
    world.cml.put(ONE, lab_reading(1, state=LabState.STARTED), lab_reading(2))
    world.cml.put(FOUR, lab_reading(1, state=LabState.STARTED))


async def ordered(process: FakeProcess, *worker_ids: str) -> str:
    """Order a drain; return the operation's id."""
    result = await process.send_async(DrainWorkersCommand(worker_ids=worker_ids, reason="a new disk"))
    assert result.status == 202
    return str(result.data.id)


async def state_of(process: FakeProcess, worker_id: str) -> CMLWorkerState:
    """A worker as it is saved."""
    [worker] = await process.workers.get_many_async([worker_id])
    return worker.state


def outcomes(state: OperationState) -> dict[str, tuple[str, str | None]]:
    """What became of whom."""
    return {target: (result.outcome.value, result.code) for target, result in state.results.items()}


def steps_of(process: FakeProcess, target: str) -> list[str]:
    """The steps that a target was told to be at."""
    told = [e.cloud_event["data"]["results"] for e in process.heard if e.short_type == "operation.progressed"]
    return [results[target]["step"] for results in told if target in results]


def is_emptied(world: FakeWorld, worker_id: str) -> bool:
    """Whether no lab runs on a worker."""
    return LabState.STARTED not in world.cml.states(worker_id)


async def test_drains_many_together(world: FakeWorld, process: FakeProcess) -> None:
    """Each step is seen; the labs are stopped before the instances, which are stopped by one call per region."""
    state = await carried_out(world, process, await ordered(process, ONE, TWO, FOUR))
    assert outcomes(state) == dict.fromkeys([ONE, TWO, FOUR], ("done", None))
    assert steps_of(process, ONE)[:4] == ["cordon", "stop_labs", "asked", "stopping"]
    assert world.cml.calls.count("stop") == 2
    assert [ids for call, scope, ids in world.ec2.calls if (call, scope) == ("stop", EAST)] == [
        {instance_id_of(1), instance_id_of(2)}
    ]
    one = await state_of(process, ONE)
    assert one.cordoned is not None
    assert (one.status, one.cordoned.by, one.cordoned.reason) == (STOPPED, "key:ADMIN", "a new disk")


async def test_leaves_a_worker_running_whose_labs_cannot_be_stopped(world: FakeWorld, process: FakeProcess) -> None:
    """It stays cordoned; the others are drained."""
    world.cml.errors[FOUR] = SourceUnreachableError("no answer")
    state = await carried_out(world, process, await ordered(process, ONE, FOUR))
    assert outcomes(state) == {ONE: ("done", None), FOUR: ("failed", "unreachable")}
    assert state.results[FOUR].step == "stop_labs"
    four = await state_of(process, FOUR)
    assert (four.status, four.cordoned is not None) == (RUNNING, True)


async def test_gives_up_on_labs_that_go_on(world: FakeWorld, process: FakeProcess) -> None:
    """After five minutes."""
    world.cml.stubborn.add("lab-1")
    state = await carried_out(world, process, await ordered(process, FOUR))
    assert outcomes(state) == {FOUR: ("failed", "lab_busy")}
    assert world.clock.seconds >= SETTLED_AFTER_SECONDS


async def test_looks_at_labs_one_by_one_that_could_not_be_read(world: FakeWorld, process: FakeProcess) -> None:
    """What may run is not cut off."""
    world.cml.unread |= {"lab-1", "lab-2"}
    assert outcomes(await carried_out(world, process, await ordered(process, ONE))) == {ONE: ("done", None)}
    assert is_emptied(world, ONE)


async def test_stops_no_labs_where_the_instance_does_not_run(world: FakeWorld, process: FakeProcess) -> None:
    """And keeps the reason of who cordoned it before; who has left the fleet is told."""
    world.ec2.change(EAST, instance_id_of(1), STOPPED)
    one, two = await process.workers.get_many_async([ONE, TWO])
    one.record_status(STOPPED, "", world.clock.now())
    one.cordon("key:other", "mine", world.clock.now())
    operation_id = await ordered(process, ONE, TWO)
    two.remove(world.clock.now())
    await process.commit_async(one, two)
    state = await carried_out(world, process, operation_id)
    assert outcomes(state) == {ONE: ("done", None), TWO: ("failed", "gone")}
    shown = await state_of(process, ONE)
    assert shown.cordoned is not None
    assert (world.cml.calls, shown.cordoned.reason) == ([], "mine")


@pytest.mark.parametrize("turns", range(0, 240, 12))
async def test_goes_on_wherever_it_was_killed(world: FakeWorld, process: FakeProcess, turns: int) -> None:
    """Between any two steps: nothing is left half done, and nobody is cordoned twice."""
    operation_id = await ordered(process, ONE)
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(process.get(RunOperationHandler).handle_async(started(process, operation_id)))
        for _ in range(turns):
            await asyncio.sleep(0)
            world.clock.pass_seconds(0.5)
            if turns % 3:
                settle(world, EAST)
        first.cancel()
    state = await carried_out(world, process, operation_id)
    assert outcomes(state) == {ONE: ("done", None)}
    one = await state_of(process, ONE)
    assert (one.status, one.asked, is_emptied(world, ONE)) == (STOPPED, None, True)
    assert [event.short_type for event in process.heard].count("worker.cordoned") == 1


async def test_says_what_it_would_do(world: FakeWorld, process: FakeProcess) -> None:
    """And changes nothing: no call, no event, no operation."""
    await carried_out(world, process, await ordered(process, TWO))
    three, four = await process.workers.get_many_async([THREE, FOUR])
    three.record_status(WorkerStatus.TERMINATED, "", world.clock.now())
    await process.commit_async(three)
    calls, heard = len(world.ec2.calls), len(process.heard)
    plan = (await process.send_async(PlanDrainQuery(worker_ids=[ONE, TWO, THREE, ONE]))).data.workers
    assert [(each.id, each.cordon, each.stop) for each in plan] == [
        (ONE, True, True),
        (TWO, False, False),
        (THREE, True, False),
    ]
    assert "terminated" in plan[2].refused
    assert (len(world.ec2.calls), len(process.heard), four.state.cordoned) == (calls, heard, None)
