"""A simulated host that runs an old CML."""

import pytest

from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.plan import FleetPlan

from .conftest import CmlClient


@pytest.fixture
def plan() -> FleetPlan:
    """One worker with CML 2.4."""
    return FleetPlan(workers=1, controllers=ControllerPlan(version="2.4.1+build.5"))


async def test_tells_nodes_by_lab_alone(client: CmlClient) -> None:
    """There is no call for all nodes before 2.5."""
    status, _ = await client.ask("GET", "nodes?operational=true")
    [lab_id, *_] = await client.get("labs?show_all=true")
    assert status == 404
    assert (await client.get(f"labs/{lab_id}/lab_element_state"))["nodes"]
