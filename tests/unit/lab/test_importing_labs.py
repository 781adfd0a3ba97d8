"""Importing a topology, as an operation."""

from dataclasses import replace

import pytest

from application.lab.import_lab_command import ImportLabCommand
from application.operation.operation_dto import OperationDto
from application.ports.cml_errors import TopologyRefusedError
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, unborn_worker

ONE = unborn_worker(1, EAST).aggregate_id
TOPOLOGY = "lab: {title: ospf}\nnodes: []\nlinks: []"


async def end_of(process: FakeProcess, command: ImportLabCommand) -> OperationDto:
    """Send it; return its operation when that has ended."""
    result = await process.send_async(replace(command, wait_seconds=10))
    assert result.status == 200
    return result.data  # type: ignore[no-any-return]  # of any command


@pytest.mark.parametrize(("title", "shown"), [(None, "ospf"), ("other", "other")])
async def test_import_names_the_lab_that_was_made(
    world: FakeWorld, process: FakeProcess, title: str | None, shown: str
) -> None:
    """It is in the fleet when the operation ends; the topology is in no event, and not kept."""
    ended = await end_of(process, ImportLabCommand(worker_id=ONE, topology=TOPOLOGY, title=title))
    [target] = ended.targets
    assert target.made is not None
    lab = process.view.labs.lab(target.made)
    assert lab is not None
    assert lab.title == shown
    assert world.topologies.topologies == {}
    assert not any(b"nodes:" in event.json for event in process.heard)


async def test_import_fails_with_the_words_of_the_controller(world: FakeWorld, process: FakeProcess) -> None:
    """Nothing was made."""
    world.cml.errors[f"{ONE} import"] = TopologyRefusedError("node definition unknown: \u202e")
    [target] = (await end_of(process, ImportLabCommand(worker_id=ONE, topology=TOPOLOGY))).targets
    assert (target.outcome, target.code, target.message) == (
        "failed",
        "topology_refused",
        "node definition unknown: \u202e",
    )


async def test_import_fails_when_the_topology_is_kept_no_more(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody could import it for a day."""
    begun = (await process.send_async(ImportLabCommand(worker_id=ONE, topology=TOPOLOGY))).data
    world.topologies.topologies.clear()
    await until(lambda: process.view.states_of([begun.id])[0].finished_at)  # type: ignore[attr-defined]  # of an operation
    [target] = OperationDto.of(process.view.states_of([begun.id])[0]).targets  # type: ignore[arg-type]
    assert target.code == "topology_gone"


async def test_import_is_refused_before_anybody_is_asked(world: FakeWorld, process: FakeProcess) -> None:
    """What is no topology, with its place."""
    refused = await process.send_async(ImportLabCommand(worker_id=ONE, topology="nodes: []"))
    assert (refused.status, refused.error.pointer) == (422, "/topology/links")
    assert (world.cml.calls, world.topologies.topologies) == ([], {})
