"""A worker whose controller is found at another address."""

from collections.abc import AsyncIterator

import pytest

from simulator.cml.cml_server import ENDPOINT_TAG
from simulator.cml.cml_side import CmlSide
from support.collected_fleet import LONG_SECONDS, CollectedFleet, collected_fleet
from support.database import DatabaseServer

LOGIN = "POST authenticate"


@pytest.fixture
async def fleet(database: DatabaseServer, aws_credentials: None) -> AsyncIterator[CollectedFleet]:
    """One worker, and an instance that is none but carries a controller too."""
    async with collected_fleet(database.uri, 2, controllers=True) as fleet:
        spare = await fleet.worker_async(fleet.aws.all()[1].instance_id)
        removed = await fleet.service.admin.delete(f"/api/workers/{spare['id']}")
        assert removed.is_success, removed.text
        yield fleet


@pytest.fixture
def side(fleet: CollectedFleet) -> CmlSide:
    """The controllers' side of the simulator."""
    assert fleet.server.cml is not None
    return fleet.server.cml.side


async def test_moved_controller_is_asked_at_its_new_address_alone(fleet: CollectedFleet, side: CmlSide) -> None:
    """With a login of its own; the old address, where somebody still answers, hears nothing more, whoever asks."""
    old, new = (instance.instance_id for instance in fleet.aws.all())
    await fleet.cycle_async()
    worker = await fleet.worker_async(old)
    assert (worker["https_endpoint"], set(side.calls.by_host())) == (side.by_instance[old].address, {old})
    fleet.aws.tag(fleet.aws.all()[0], {ENDPOINT_TAG: side.by_instance[new].address})
    fleet.pass_seconds(LONG_SECONDS)
    assert (old, "worker.tags.changed") in await fleet.cycle_async()
    side.calls.reset()
    assert (old, "worker.endpoint.changed") in await fleet.cycle_async()
    moved = await fleet.worker_async(old)
    assert (moved["https_endpoint"], moved["service_status"]) == (side.by_instance[new].address, "available")
    synced = await fleet.service.admin.post(f"/api/workers/{worker['id']}/sync-labs")
    assert synced.is_success, synced.text
    assert (set(side.calls.by_host()), side.calls.count(new, LOGIN)) == ({new}, 1)
    listed = await fleet.service.admin.get(f"/api/workers/{worker['id']}/labs")
    controller = fleet.aws.controller_of(fleet.aws.all()[1])
    assert {lab["lab_id"] for lab in listed.json()["items"]} == set(controller.labs)
