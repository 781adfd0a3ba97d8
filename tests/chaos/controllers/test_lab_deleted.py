"""The service is killed while it deletes a lab."""

import json
from functools import partial
from typing import Any

import httpx
import pytest

from simulator.cml.cml_side import CmlSide
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from support.service_process import ServiceProcess
from support.waiting import until

STEPS = ["PUT labs/{}/stop", "PUT labs/{}/wipe", "DELETE labs/{}"]
SECONDS = 40.0


def labs_there(side: CmlSide) -> dict[str, str]:
    """The state of each lab of the controller, by its id."""
    [host] = side.by_instance.values()
    controller = host.instance.controller
    assert controller is not None
    return {lab_id: str(lab.state_at(side.fleet.clock())) for lab_id, lab in controller.labs.items()}


async def running_lab(client: httpx.AsyncClient) -> dict[str, Any]:
    """Import the worker and read its labs; return one that runs."""
    await client.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    [worker] = (await client.get("/api/workers")).json()["items"]
    assert (await client.post(f"/api/workers/{worker['id']}/sync-labs")).status_code == 200
    found: dict[str, Any] = (await client.get("/api/labs", params={"state": "STARTED"})).json()["items"][0]
    return found


async def ended(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """The operation when it has ended."""
    shown: dict[str, Any] = {}

    async def look() -> bool:
        shown.update((await client.get(path, params={"wait": 5})).json())
        return shown.get("finished_at") is not None

    await until(look, "the operation ends", SECONDS)
    return shown


@pytest.fixture
def hanging(side: CmlSide) -> dict[str, int]:
    """Faults that keep the controller's answer to each step waiting until they are lifted, by step."""
    faults = {step: CmlFault(side.faults.next_id(), CmlFaultKind.HANG, route=step) for step in STEPS}
    for fault in faults.values():
        side.faults.add(fault)
    return {step: fault.fault_id for step, fault in faults.items()}


@pytest.mark.timeout(120)
async def test_ends_with_the_lab_gone_when_killed_at_every_step(
    side: CmlSide, service: ServiceProcess, hanging: dict[str, int]
) -> None:
    """Kill -9 while the controller keeps a step waiting: the next process takes it anew; no other lab is touched."""
    await service.start_async()
    async with service.client() as client:
        lab = await running_lab(client)
        before = labs_there(side)
        path = f"/api/labs/{lab['id']}"
        accepted = await client.delete(path, params={"stop_and_wipe": "true"})
        assert accepted.status_code == 202, accepted.text
        for step, fault_id in hanging.items():
            await until(partial(side.calls.count, route=step), f"{step} is asked for", SECONDS)
            service.child.kill()
            assert lab["lab_id"] in labs_there(side), "the kill came too late"
            await service.start_async()
            side.faults.lift(fault_id)
        operation = await ended(client, accepted.headers["location"])
        assert (operation["status"], operation["done"], operation["failed"]) == ("completed", 1, 0), json.dumps(
            operation
        )
        assert (await client.get(path)).status_code == 404
    assert all(side.calls.count(route=step) > 1 for step in STEPS), "a step was not taken anew"
    del before[lab["lab_id"]]
    assert labs_there(side) == before
