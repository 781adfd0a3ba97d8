"""Creating a worker over HTTP, on simulated EC2."""

from typing import Any

import pytest

from simulator.server import SimulatorServer
from support.fleet_settings import REGIONS
from support.running_service import RunningService
from support.waiting import until

TEMPLATE = {"instance_type": "m5zn.metal", "regions": {REGIONS[0]: {"ami_name": "cisco-cml2*"}}}
BODY = {"name": "lab-42", "template": "small", "region": REGIONS[0]}


@pytest.fixture
async def template(service: RunningService) -> None:
    """A template, set while the service runs."""
    reply = await service.admin.patch("/api/settings", json={"templates": {"small": TEMPLATE}})
    assert reply.status_code == 200, reply.text


@pytest.mark.usefixtures("template")
async def test_worker_is_made_of_a_template(service: RunningService, simulator: SimulatorServer) -> None:
    """Accepted at once, seen as pending, and running in the end; asked twice under one key, it is made once."""
    before = len(simulator.simulation.fleet.all())
    headers = {"Idempotency-Key": "lab-42"}
    replies = [await service.admin.post("/api/workers", json=BODY, headers=headers) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {202}
    [path] = {reply.headers["location"] for reply in replies}
    [target] = replies[0].json()["targets"]
    shown = (await service.admin.get(f"/api/workers/{target['id']}")).json()
    assert (shown["name"], shown["provisioning"]["template"], shown["provisioning"]["requested_by"]) == (
        "lab-42",
        "small",
        "key:bootstrap",
    )
    operation: dict[str, Any] = {}

    async def ended() -> bool:
        operation.update((await service.admin.get(path, params={"wait": 1})).json())
        return operation["finished_at"] is not None

    await until(ended, "the worker is made", 60)
    assert (operation["status"], operation["done"]) == ("completed", 1)
    made = (await service.admin.get(f"/api/workers/{target['id']}")).json()
    assert (made["status"], made["provisioning"]["state"]) == ("running", "launched")
    assert len(simulator.simulation.fleet.all()) == before + 1
    assert made["instance_id"] in {each.instance_id for each in simulator.simulation.fleet.all()}


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"template": "none"}, "unknown_template"),
        ({"region": REGIONS[1]}, "region_not_in_template"),
        ({"region": "mars-1"}, "unknown_region"),
        ({"name": ""}, "invalid_request"),
        ({"name": "a\nb"}, "invalid_request"),
        ({"more": 1}, "invalid_request"),
    ],
)
async def test_nothing_is_made_when_the_order_is_no_good(
    service: RunningService, change: dict[str, Any], code: str
) -> None:
    """422 that says what is wrong, and no worker."""
    refused = await service.admin.post("/api/workers", json={**BODY, **change})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await service.admin.get("/api/workers")).json()["items"] == []
