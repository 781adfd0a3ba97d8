"""The service is killed between the steps of an operation: another process goes on with it, or says why not."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from application.lab.delete_lab_command import DeleteLabCommand
from application.lab.import_lab_command import ImportLabCommand
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.operation.operation_dto import OperationDto
from application.operation.run_operation_handler import RunOperationHandler
from domain.cml.lab_state import LabState
from fakes.fake_cml_client import FakeCMLClient, lab_reading
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, unborn_worker
from fakes.worker_steps import born

ONE = unborn_worker(1, EAST).aggregate_id
DELETE = DeleteLabCommand(worker_id=ONE, lab_id="lab-1", stop_and_wipe=True)
TOPOLOGY = "lab: {title: ospf}\nnodes: []\nlinks: []"


def kill_at(cml: FakeCMLClient, process: FakeProcess, act: str, *, after: bool) -> Callable[[], bool]:
    """Kill the process right before or right after the controller does something; tells whether it happened."""
    original, done = getattr(cml, f"{act}_async"), False

    async def killing(*arguments: Any) -> Any:
        nonlocal done
        setattr(cml, f"{act}_async", original)
        if after:
            await original(*arguments)
        done = True
        process.kill()
        await asyncio.Event().wait()

    setattr(cml, f"{act}_async", killing)
    return lambda: done


async def killed_at(world: FakeWorld, command: Any, act: str, *, after: bool) -> OperationDto:
    """Let a process begin and be killed, and another one go on; return the operation as that ended it."""
    killed = FakeProcess(world, {RunOperationHandler: None})
    await killed.__aenter__()
    await killed.commit_async(born(1, EAST))
    await killed.send_async(SyncWorkerCMLLabsCommand(ONE))
    begun = (await killed.send_async(command)).data
    await until(kill_at(world.cml, killed, act, after=after))
    world.leases.forget_releases = True
    async with FakeProcess(world, {RunOperationHandler: None}) as other:

        def state() -> Any:
            return next(iter(other.view.states_of([begun.id])), None)

        for _ in range(15):
            world.clock.pass_seconds(1)
            await turns()
        await until(lambda: state() and state().finished_at)
        return OperationDto.of(state())


async def turns() -> None:
    """Let everybody have their turn."""
    for _ in range(50):
        await asyncio.sleep(0)


ACTS = [(act, after) for act in ("read_lab_state", "stop_lab", "wipe_lab", "delete_lab") for after in (False, True)]


@pytest.mark.parametrize(("act", "after"), ACTS)
async def test_delete_goes_on_when_killed_between_any_two_steps(world: FakeWorld, act: str, after: bool) -> None:
    """It looks at the lab as it is, and ends with the lab gone."""
    world.cml.put(ONE, lab_reading(1, state=LabState.STARTED))
    ended = await killed_at(world, DELETE, act, after=after)
    assert (ended.status, ended.done, ended.failed) == ("completed", 1, 0)
    assert world.cml.labs[ONE] == {}


@pytest.mark.parametrize("after", [False, True])
async def test_import_makes_one_lab_when_killed(world: FakeWorld, after: bool) -> None:
    """One that was made before the kill is found by its title."""
    ended = await killed_at(world, ImportLabCommand(worker_id=ONE, topology=TOPOLOGY), "import_lab", after=after)
    [target] = ended.targets
    [lab_id] = world.cml.labs[ONE]
    assert (target.outcome, target.made) == ("done", f"{ONE}/{lab_id}")
    assert world.topologies.topologies == {}


@pytest.mark.parametrize("unread", [False, True])
async def test_import_ends_with_the_reason_when_nothing_tells_what_became_of_it(world: FakeWorld, unread: bool) -> None:
    """A lab without a title of its own cannot be told from others, nor one that has not been read yet."""
    topology = TOPOLOGY if unread else "nodes: []\nlinks: []"
    world.cml.unread = {"made-1"} if unread else set()
    ended = await killed_at(world, ImportLabCommand(worker_id=ONE, topology=topology), "import_lab", after=True)
    [target] = ended.targets
    assert (target.outcome, target.code, target.step) == ("failed", "import_unclear", "import")
    assert len(world.cml.labs[ONE]) == 1
