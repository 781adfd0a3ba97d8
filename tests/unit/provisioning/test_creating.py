"""Creating workers, as an operation that is carried out by the durable handler."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from application.behaviors.error_behavior import RefusedResult
from application.instance.act_on_worker_command import ActOnWorkerCommand
from application.instance.instance_orders import PATIENCE_SECONDS
from application.operation.run_operation_handler import RunOperationHandler
from application.ports.ec2_client import InstanceCriteria
from application.ports.instance_launcher import WORKER_TAG
from application.ports.source_errors import RequestRefusedError, SourceThrottledError, SourceUnreachableError
from application.provisioning.create_cml_worker_command import CreateCMLWorkerCommand
from application.provisioning.create_worker_work import USABLE_AFTER_SECONDS, CreateWorkerWork
from application.worker.active_workers import ActiveWorkers
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from application.worker.import_cml_worker_command import ImportCMLWorkerCommand
from application.worker.remove_cml_worker_command import RemoveCMLWorkerCommand
from application.worker.worker_identity import WorkerIdentity
from domain.errors import ConflictError, DomainError, InvalidRequestError, SourceUnavailableError
from domain.operation.operation_state import OperationState
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.worker.acted_worker import IllegalActError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.launch_spec import LaunchSpec, ProvisioningState
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus
from fakes.act_steps import carried_out, settle, started
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.live_settings import SMALL, set_values
from fakes.readings import EAST, instance_reading

NEW = CreateCMLWorkerCommand(name="lab-42", template="small", region="us-east-1")
NO_ROOM = RequestRefusedError("AWS refused", "InsufficientInstanceCapacity", "there is no room", frozenset())
SOLD = {**SMALL, "tags": {"course": "ccnp"}}


@pytest.fixture
def world() -> FakeWorld:
    """AWS without an instance."""
    return FakeWorld()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service, with a template for one region."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01) as process:
        await set_values(process, {"templates.small": SOLD})
        yield process


async def ordered(process: FakeProcess, command: CreateCMLWorkerCommand = NEW) -> tuple[str, str]:
    """Order a worker; return the ids of the operation and of the worker."""
    result = await process.send_async(command)
    assert result.status == 202, result
    return str(result.data.id), str(result.data.targets[0].id)


async def error_of(process: FakeProcess, command: Any) -> DomainError:
    """Send a command that is refused; return why."""
    refused = await process.send_async(command)
    assert isinstance(refused, RefusedResult)
    return refused.error


async def state_of(process: FakeProcess, worker_id: str) -> CMLWorkerState:
    """A worker as it is saved."""
    [worker] = await process.workers.get_many_async([worker_id])
    return worker.state


def launches(world: FakeWorld) -> int:
    """How often EC2 was asked to launch one."""
    return sum(operation == "launch" for operation, _, _ in world.ec2.calls)


def result_of(state: OperationState, worker_id: str) -> TargetResult:
    """What became of the worker."""
    return state.results[worker_id]


async def test_worker_is_there_at_once_and_usable_in_the_end(world: FakeWorld, process: FakeProcess) -> None:
    """Pending before EC2 was asked; then with its instance, which carries its name, tags and id."""
    operation_id, worker_id = await ordered(process)
    before = await state_of(process, worker_id)
    assert (before.status, before.instance_id, before.active) == (WorkerStatus.PENDING, "", False)
    assert before.provisioning is not None
    assert (before.provisioning.template, before.provisioning.requested_by) == ("small", "key:ADMIN")
    assert await process.get(ActiveWorkers).load_async() == []
    state = await carried_out(world, process, operation_id)
    assert result_of(state, worker_id).outcome is TargetOutcome.DONE
    after = await state_of(process, worker_id)
    assert (after.status, after.name, after.instance_type) == (WorkerStatus.RUNNING, "lab-42", "m5zn.metal")
    assert after.tags == {"course": "ccnp", "Name": "lab-42", WORKER_TAG: worker_id}
    assert after.provisioning is not None
    assert (after.provisioning.state, after.provisioning.spec) == (ProvisioningState.LAUNCHED, None)
    assert launches(world) == 1


async def test_is_done_when_its_controller_answers(world: FakeWorld) -> None:
    """Where controllers are asked, running is not enough."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01, cml_url="https://{private_ip}") as process:
        await set_values(process, {"templates.small": SOLD})
        operation_id, worker_id = await ordered(process)
        state = await carried_out(world, process, operation_id)
    assert result_of(state, worker_id).outcome is TargetOutcome.DONE
    assert [scope for operation, scope, _ in world.ec2.calls if operation == "launch"] == [EAST]


async def test_is_done_when_it_runs_where_no_controller_is_asked(world: FakeWorld) -> None:
    """Without an address there is nothing to wait for."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01, cml_url="") as process:
        await set_values(process, {"templates.small": SOLD})
        operation_id, worker_id = await ordered(process)
        state = await carried_out(world, process, operation_id)
    assert result_of(state, worker_id).outcome is TargetOutcome.DONE


async def test_answers_with_the_end_when_asked_to_wait(world: FakeWorld) -> None:
    """`wait_seconds` turns the acceptance into the finished operation."""
    async with FakeProcess(world, durable={RunOperationHandler: None}, refresh_straggler_seconds=0.01) as process:
        await set_values(process, {"templates.small": SOLD})
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(process.send_async(replace(NEW, wait_seconds=20)))
            while not sending.done():
                await asyncio.sleep(0.001)
                world.clock.pass_seconds(0.1)
                for scope in world.ec2.instances:
                    settle(world, scope)
    assert (sending.result().status, sending.result().data.done) == (200, 1)


async def test_says_that_it_cannot_be_used_when_nobody_answers_for_an_hour(
    world: FakeWorld, process: FakeProcess
) -> None:
    """EC2 never gets it running: the operation ends with a reason, the worker stays."""
    operation_id, worker_id = await ordered(process)
    state = await carried_out(world, process, operation_id, settling=False)
    result = result_of(state, worker_id)
    assert (result.outcome, result.code, result.step) == (TargetOutcome.FAILED, "not_usable", "start")
    assert world.clock.seconds >= USABLE_AFTER_SECONDS
    assert (await state_of(process, worker_id)).active


async def test_fails_in_the_words_of_ec2_when_it_is_refused(world: FakeWorld, process: FakeProcess) -> None:
    """The worker says so too, can be removed, and is read by nobody."""
    world.ec2.failing_launches = [NO_ROOM]
    operation_id, worker_id = await ordered(process)
    result = result_of(await carried_out(world, process, operation_id), worker_id)
    assert (result.outcome, result.code, result.message) == (
        TargetOutcome.FAILED,
        "InsufficientInstanceCapacity",
        "there is no room",
    )
    state = await state_of(process, worker_id)
    assert (state.status, state.active) == (WorkerStatus.TERMINATED, False)
    assert state.status_reason == "InsufficientInstanceCapacity: there is no room"
    await process.send_async(RemoveCMLWorkerCommand(worker_id))
    assert (await state_of(process, worker_id)).removed


async def test_waits_when_ec2_asks_for_fewer_calls(world: FakeWorld, process: FakeProcess) -> None:
    """Two minutes of RequestLimitExceeded, and an answer that is lost: it is launched once all the same."""
    world.ec2.failing_launches = [SourceThrottledError("fewer", 60), SourceThrottledError("fewer", 60)]
    world.ec2.failing_launches.append(SourceUnreachableError("no answer"))
    operation_id, worker_id = await ordered(process)
    state = await carried_out(world, process, operation_id)
    assert result_of(state, worker_id).outcome is TargetOutcome.DONE
    assert (launches(world), len(world.ec2.launched)) == (4, 1)


async def test_goes_on_when_ec2_cannot_be_asked_for_long(world: FakeWorld, process: FakeProcess) -> None:
    """Whether it was launched is not known: the operation is begun again; given up in the end, the worker says so."""
    world.ec2.failing_launches = [SourceUnreachableError("no answer")] * (int(PATIENCE_SECONDS) + 1)
    operation_id, worker_id = await ordered(process)
    with pytest.raises(ExceptionGroup) as raised:
        await carried_out(world, process, operation_id)
    assert raised.group_contains(SourceUnavailableError)
    assert (await state_of(process, worker_id)).status is WorkerStatus.PENDING
    assert isinstance(await error_of(process, RemoveCMLWorkerCommand(worker_id)), ConflictError)
    await process.get(RunOperationHandler).give_up_async(started(process, operation_id))
    state = await state_of(process, worker_id)
    assert (state.status, state.provisioning and state.provisioning.code) == (WorkerStatus.TERMINATED, "gave_up")


async def test_worker_stays_when_its_operation_is_given_up_after_the_launch(
    world: FakeWorld, process: FakeProcess
) -> None:
    """There is an instance: it is no failed launch."""
    operation_id, worker_id = await ordered(process)
    await carried_out(world, process, operation_id)
    await process.get(RunOperationHandler).give_up_async(started(process, operation_id))
    assert (await state_of(process, worker_id)).status is WorkerStatus.RUNNING


@pytest.mark.parametrize("after", ["launch", "statuses"])
async def test_makes_one_instance_when_killed(world: FakeWorld, process: FakeProcess, after: str) -> None:
    """Right after EC2 has launched it, or while it is followed: whoever goes on finds it, and there is one."""
    operation_id, worker_id = await ordered(process)
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(process.get(RunOperationHandler).handle_async(started(process, operation_id)))
        while not any(operation == after for operation, _, _ in world.ec2.calls):
            await asyncio.sleep(0)
            world.clock.pass_seconds(1)
        first.cancel()
    state = await carried_out(world, process, operation_id)
    assert result_of(state, worker_id).outcome is TargetOutcome.DONE
    assert len(world.ec2.launched) == 1


async def test_begins_again_when_the_worker_is_not_written_yet(process: FakeProcess) -> None:
    """Told by the log before the document is there: that is no end of an operation."""
    operation_id, worker_id = await ordered(process)
    operation = await process.operations.get_async(operation_id)
    assert operation is not None
    operation.state.results = {**operation.state.results, "another": operation.state.results[worker_id]}

    async def report(_: Any) -> None:
        raise AssertionError("nothing to report")

    with pytest.raises(SourceUnavailableError):
        await process.get(CreateWorkerWork).run_async(operation, report)


async def test_is_over_when_somebody_ends_the_instance_meanwhile(world: FakeWorld, process: FakeProcess) -> None:
    """Terminated outside while it starts: failed, and why."""
    operation_id, worker_id = await ordered(process)
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(carried_out(world, process, operation_id, settling=False))
        await until(lambda: bool(world.ec2.launched))
        world.ec2.change(EAST, world.ec2.launched[worker_id].instance_id, WorkerStatus.TERMINATED)
    result = result_of(work.result(), worker_id)
    assert (result.outcome, result.code) == (TargetOutcome.FAILED, "terminated")


async def test_is_over_when_the_worker_left_the_fleet(world: FakeWorld, process: FakeProcess) -> None:
    """Removed as soon as it had its instance."""
    operation_id, worker_id = await ordered(process)
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(carried_out(world, process, operation_id, settling=False))
        await until(lambda: bool(process.view.worker(worker_id).instance_id))  # type: ignore[union-attr]
        await process.send_async(RemoveCMLWorkerCommand(worker_id))
    assert result_of(work.result(), worker_id).code == "gone"
    again = await carried_out(world, process, operation_id)
    assert again.finished


async def test_removed_before_it_was_begun_again_is_gone(world: FakeWorld, process: FakeProcess) -> None:
    """The launch was refused and the worker removed, and then the process died before it told the operation."""
    operation_id, worker_id = await ordered(process)
    [worker] = await process.workers.get_many_async([worker_id])
    worker.fail_launch("X", "why", world.clock.now())
    worker.remove(world.clock.now())
    await process.workers.update_async(worker)
    assert result_of(await carried_out(world, process, operation_id), worker_id).code == "gone"
    assert launches(world) == 0


async def test_instance_is_no_second_worker_when_it_is_found(world: FakeWorld, process: FakeProcess) -> None:
    """Discovered or imported by a person, before its worker knows of it and after; a copied tag makes no worker one."""
    operation_id, worker_id = await ordered(process)
    spec = (await state_of(process, worker_id)).provisioning.spec  # type: ignore[union-attr]
    assert spec is not None
    early = await world.ec2.launch_async(EAST, worker_id, "lab-42", spec)
    importing = BulkImportCMLWorkersCommand(criteria=InstanceCriteria(tags={"course": "ccnp"}))
    for _ in range(2):
        assert (await process.send_async(importing)).data.imported == []
        by_hand = ImportCMLWorkerCommand(region=EAST.region, instance_id=early.instance_id)
        assert isinstance(await error_of(process, by_hand), ConflictError)
        await carried_out(world, process, operation_id)
    copied = replace(instance_reading(9), tags={WORKER_TAG: worker_id})
    assert await process.get(WorkerIdentity).id_async(EAST, copied) == CMLWorker.id_of(EAST, copied.instance_id)
    assert [state.id for state in process.view.workers()] == [worker_id]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"template": "none"}, "/template"), ({"region": "eu-west-1"}, "/region"), ({"region": "mars-1"}, "region")],
)
async def test_begins_nothing_when_it_cannot_be_made(
    process: FakeProcess, change: dict[str, Any], pointer: str
) -> None:
    """No such template, or not for this region: refused, and there is no worker."""
    refusal = await error_of(process, replace(NEW, **change))
    assert isinstance(refusal, InvalidRequestError)
    assert refusal.pointer == pointer
    assert list(process.view.workers()) == []


async def test_says_that_there_is_no_template_yet(world: FakeWorld) -> None:
    """Whoever begins is told where templates come from."""
    async with FakeProcess(world) as process:
        assert "set one in the settings" in str(await error_of(process, NEW))


async def test_nothing_can_be_done_to_it_before_it_has_an_instance(process: FakeProcess) -> None:
    """There is nothing to stop."""
    _, worker_id = await ordered(process)
    refusal = await error_of(process, ActOnWorkerCommand(act=WorkerAct.STOP, worker_id=worker_id))
    assert (type(refusal), str(refusal)) == (IllegalActError, "the worker has no instance yet")


def test_worker_begins_to_run_when_ec2_launches_it_running() -> None:
    """EC2 may be that quick: its controller is starting then, and a period of use begins."""
    spec = LaunchSpec(instance_type="m5zn.metal", ami_name="cml*")
    worker = CMLWorker.create("w", NOON, name="n", scope=EAST, template="small", spec=spec, by="mei")
    worker.record_launch(instance_reading(1))
    assert worker.state.service.status is ServiceStatus.STARTING
    assert worker.state.idle.period_began_at == instance_reading(1).taken_at


def test_what_ec2_said_first_counts() -> None:
    """An answer that comes twice, or too late, changes nothing or is refused."""
    worker = CMLWorker.from_state(CMLWorkerState(id="w"))
    worker.record_launch(instance_reading(1))
    assert worker.pending_events == []
    with pytest.raises(ConflictError):
        worker.fail_launch("X", "why", instance_reading(1).taken_at)
