"""Starting, stopping, wiping and deleting labs, as operations."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from application.access.acting import acting_as
from application.instance.cordon_worker_command import CordonWorkerCommand
from application.lab import lab_work
from application.lab.delete_lab_command import DeleteLabCommand
from application.lab.download_lab_topology_query import DownloadLabTopologyQuery
from application.lab.import_lab_work import ImportLabWork
from application.lab.lab_work import ON_CORDONED, LabWork
from application.lab.start_lab_command import StartLabCommand
from application.lab.start_labs_command import StartLabsCommand
from application.lab.start_labs_work import StartLabsWork
from application.lab.stop_lab_command import StopLabCommand
from application.lab.stop_labs_command import StopLabsCommand
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.lab.wipe_lab_command import WipeLabCommand
from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter
from application.ports.cml_errors import CMLRefusedError, CMLUnreachableError
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.cml.lab_state import LabState
from domain.operation.operation_events import OperationProgressedDomainEvent
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, WEST, unborn_worker
from fakes.worker_steps import stop

ONE = unborn_worker(1, EAST).aggregate_id
TWO = unborn_worker(2, WEST).aggregate_id
LAB: dict[str, Any] = {"worker_id": ONE, "lab_id": "lab-1"}


@pytest.fixture
async def acting(world: FakeWorld, process: FakeProcess) -> FakeProcess:
    """The service that knows a stopped lab on each worker."""
    world.cml.put(ONE, lab_reading(1))
    world.cml.put(TWO, lab_reading(2))
    for worker_id in (ONE, TWO):
        assert (await process.send_async(SyncWorkerCMLLabsCommand(worker_id))).status == 200
    world.cml.calls.clear()
    world.clock.pass_seconds(1)
    return process


async def end_of(process: FakeProcess, command: Any) -> OperationDto:
    """Send a command; return its operation when that has ended."""
    result = await process.send_async(replace(command, wait_seconds=10))
    assert result.status == 200
    return result.data  # type: ignore[no-any-return]  # of any command


def await_state(process: FakeProcess, operation_id: str) -> Any:
    """An operation as it is in memory."""
    return next(iter(process.view.states_of([operation_id])), None)


def is_finished(process: FakeProcess, operation_id: str) -> bool:
    """Whether it has ended."""
    return await_state(process, operation_id).finished_at is not None


def steps(process: FakeProcess) -> list[str | None]:
    """The steps told of operations."""
    events = [event.domain_event for event in process.heard if event.short_type == "operation.progressed"]
    return [
        result.step
        for event in events
        if isinstance(event, OperationProgressedDomainEvent)
        for result in event.results.values()
        if result.outcome == "waiting"
    ]


def state_of(process: FakeProcess, worker_id: str = ONE, number: int = 1) -> LabState | None:
    """A lab's state in memory; None when it is not there."""
    lab = process.view.labs.lab(f"{worker_id}/lab-{number}")
    return lab.state if lab else None


async def test_start_is_told_when_the_operation_ends(world: FakeWorld, acting: FakeProcess) -> None:
    """Who waits for it finds the lab started."""
    ended = await end_of(acting, StartLabCommand(**LAB))
    assert (ended.command, ended.status, ended.done) == ("labs.start", "completed", 1)
    assert world.cml.calls == ["start", "state", "labs"]
    assert state_of(acting) is LabState.STARTED


async def test_command_answers_with_the_end_when_it_waits(acting: FakeProcess) -> None:
    """200 with the finished operation, 202 with one that goes on."""
    assert (await acting.send_async(StopLabCommand(**LAB, wait_seconds=10))).status == 200
    assert (await acting.send_async(StopLabCommand(**LAB))).status == 202


async def test_many_labs_are_one_operation(world: FakeWorld, acting: FakeProcess) -> None:
    """Each once; who fails does not keep the others from being done."""
    world.cml.errors[f"{TWO} start"] = CMLRefusedError("no licence\x00")
    ids = [f"{ONE}/lab-1", f"{TWO}/lab-2", f"{ONE}/lab-1"]
    ended = await end_of(acting, StartLabsCommand(lab_ids=ids))
    assert [(target.outcome, target.code, target.message) for target in ended.targets] == [
        ("done", None, None),
        ("failed", "cml_refused", "no licence\x00"),
    ]
    assert (state_of(acting), state_of(acting, TWO, 2)) == (LabState.STARTED, LabState.STOPPED)
    ended = await end_of(acting, StopLabsCommand(lab_ids=ids[:2]))
    assert (ended.done, state_of(acting)) == (2, LabState.STOPPED)


async def test_operation_is_done_although_the_labs_could_not_be_read_afterwards(
    world: FakeWorld, acting: FakeProcess
) -> None:
    """The next cycle tells what came of it."""
    world.cml.errors[f"{ONE} labs"] = CMLUnreachableError("gone")
    ended = await end_of(acting, StartLabCommand(**LAB))
    assert (ended.done, state_of(acting)) == (1, LabState.STOPPED)


@pytest.mark.parametrize(("forced", "outcome"), [(False, ("failed", "worker_cordoned")), (True, ("done", None))])
@pytest.mark.parametrize("work", [StartLabsWork, ImportLabWork])
async def test_respects_a_cordon_that_came_after_its_acceptance(
    world: FakeWorld, acting: FakeProcess, work: type[LabWork], *, forced: bool, outcome: tuple[str, str | None]
) -> None:
    """The worker is looked at again right before its controller is asked, unless that was forced."""
    await acting.send_async(CordonWorkerCommand(worker_id=ONE))
    await world.topologies.put_async("t-1", "nodes: []\nlinks: []", world.clock.now() + timedelta(days=1))
    parameters = {"topology": "t-1", "title": "ospf", "own_title": None, ON_CORDONED: forced}
    target = ONE if work is ImportLabWork else f"{ONE}/lab-1"
    with acting_as(SYSTEM_PRINCIPAL):
        accepted = acting.get(OperationStarter).start_async(work.command, [target], parameters, wait_seconds=10)
        ended = OperationDto.of(await accepted)
    assert [(each.outcome, each.code) for each in ended.targets] == [outcome]


async def test_wipe_is_refused_when_the_lab_runs(world: FakeWorld, acting: FakeProcess) -> None:
    """At once as far as the controller says so now, and later where it was started meanwhile."""
    assert (await end_of(acting, WipeLabCommand(**LAB))).done == 1
    assert state_of(acting) is LabState.DEFINED_ON_CORE
    world.cml.change(ONE, "lab-1", state=LabState.STARTED)
    refused = await acting.send_async(WipeLabCommand(**LAB))
    assert (refused.status, refused.error.code, str(refused.error)) == (
        409,
        "lab_must_be_stopped",
        "lab must be stopped",
    )


async def test_delete_wants_the_lab_stopped_and_wiped(world: FakeWorld, acting: FakeProcess) -> None:
    """Nothing was done to it."""
    for state, code in ((LabState.STARTED, "lab_must_be_stopped"), (LabState.STOPPED, "lab_must_be_wiped")):
        world.cml.change(ONE, "lab-1", state=state)
        refused = await acting.send_async(DeleteLabCommand(**LAB))
        assert (refused.status, refused.error.code) == (409, code)
    assert set(world.cml.calls) == {"state"}
    world.cml.change(ONE, "lab-1", state=LabState.DEFINED_ON_CORE)
    assert (await end_of(acting, DeleteLabCommand(**LAB))).done == 1
    assert state_of(acting) is None


async def test_delete_stops_and_wipes_first_when_asked(world: FakeWorld, acting: FakeProcess) -> None:
    """One operation, whose steps are told."""
    world.cml.change(ONE, "lab-1", state=LabState.STARTED)
    ended = await end_of(acting, DeleteLabCommand(**LAB, stop_and_wipe=True))
    assert (ended.status, ended.done, steps(acting)) == ("completed", 1, ["stop", "wipe", "delete"])
    assert state_of(acting) is None
    assert [event.short_type for event in acting.heard if event.category == "lab"][-1] == "lab.removed"


async def test_acts_refuse_what_the_lab_has_become_meanwhile(world: FakeWorld, acting: FakeProcess) -> None:
    """Between the order and the deed somebody started the lab: the operation says so."""
    for command in (WipeLabCommand(**LAB), DeleteLabCommand(**LAB)):
        world.cml.change(ONE, "lab-1", state=LabState.DEFINED_ON_CORE)
        begun = (await acting.send_async(command)).data
        world.cml.change(ONE, "lab-1", state=LabState.STARTED)
        await until(partial(is_finished, acting, begun.id))
        [target] = OperationDto.of(await_state(acting, begun.id)).targets
        assert (target.outcome, target.code) == ("failed", "lab_must_be_stopped")


async def test_delete_is_done_when_the_lab_is_gone(world: FakeWorld, acting: FakeProcess) -> None:
    """Somebody else deleted it, or this service before it was killed."""
    begun = (await acting.send_async(DeleteLabCommand(**LAB, stop_and_wipe=True))).data
    del world.cml.labs[ONE]["lab-1"]
    await until(lambda: await_state(acting, begun.id).finished_at)
    assert OperationDto.of(await_state(acting, begun.id)).done == 1


async def test_waits_until_the_lab_has_stopped(world: FakeWorld, acting: FakeProcess) -> None:
    """It is looked at again and again."""
    world.cml.change(ONE, "lab-1", state=LabState.STARTED)
    world.cml.stubborn.add("lab-1")
    begun = (await acting.send_async(StopLabCommand(**LAB))).data
    await until(lambda: world.cml.calls == ["stop", "state"])
    for _ in range(20):
        await asyncio.sleep(0)
    world.cml.change(ONE, "lab-1", state=LabState.STOPPED)
    await until(lambda: _half_a_second_passes(world) and await_state(acting, begun.id).finished_at)
    assert OperationDto.of(await_state(acting, begun.id)).done == 1


def _half_a_second_passes(world: FakeWorld) -> bool:
    world.clock.pass_seconds(0.01)
    return True


async def test_operation_ends_with_the_reason_when_a_lab_does_not_stop(
    world: FakeWorld, acting: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its nodes take too long; the step that it is at is named."""
    monkeypatch.setattr(lab_work, "SETTLED_AFTER_SECONDS", 0.0)
    world.cml.change(ONE, "lab-1", state=LabState.STARTED)
    world.cml.stubborn.add("lab-1")
    [target] = (await end_of(acting, DeleteLabCommand(**LAB, stop_and_wipe=True))).targets
    assert (target.outcome, target.code, target.step) == ("failed", "lab_busy", "stop")


async def test_what_cannot_be_done_is_refused_before_anything_is_asked(world: FakeWorld, acting: FakeProcess) -> None:
    """Unknown labs and workers that do not run."""
    unknown: dict[str, Any] = {"worker_id": ONE, "lab_id": "nobody"}
    for command in (StartLabCommand(**unknown), DeleteLabCommand(**unknown), DownloadLabTopologyQuery(**unknown)):
        refused = await acting.send_async(command)
        assert (refused.status, refused.error.code) == (404, "lab_not_found")
    refused = await acting.send_async(StartLabsCommand(lab_ids=[f"{ONE}/lab-1", f"{ONE}/nobody"]))
    assert (refused.status, refused.error.pointer, refused.error.code) == (422, "/ids/1", "unknown_lab")
    [worker] = await acting.workers.get_many_async([ONE])
    await acting.commit_async(stop(worker, world.clock.now()))
    refused = await acting.send_async(StartLabCommand(**LAB))
    assert (refused.status, refused.error.code) == (409, "worker_not_running")
    assert world.cml.calls == []


async def test_worker_that_stopped_meanwhile_fails_its_labs(world: FakeWorld, acting: FakeProcess) -> None:
    """Those of the others are started."""
    [worker] = await acting.workers.get_many_async([ONE])
    await acting.commit_async(stop(worker, world.clock.now()))
    ended = await end_of(acting, StartLabsCommand(lab_ids=[f"{ONE}/lab-1", f"{TWO}/lab-2"]))
    assert [(target.outcome, target.code) for target in ended.targets] == [
        ("failed", "worker_not_running"),
        ("done", None),
    ]


async def test_topology_is_downloaded_as_the_controller_gives_it(acting: FakeProcess) -> None:
    """Nothing is kept here."""
    topology = (await acting.send_async(DownloadLabTopologyQuery(**LAB))).data
    assert topology == "lab: {title: title 1}\nnodes: []\nlinks: []\n"
