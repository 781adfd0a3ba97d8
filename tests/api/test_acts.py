"""Starting, stopping, rebooting and terminating over HTTP, on simulated EC2."""

import asyncio
from typing import Any

import httpx
import pytest

from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.fleet_settings import REGIONS
from support.routes import UNKNOWN
from support.running_service import RunningService
from support.waiting import until


async def end_of(service: RunningService, accepted: httpx.Response) -> dict[str, Any]:
    """Wait for the end of an operation where its acceptance says."""
    assert accepted.status_code == 202, accepted.text
    operation: dict[str, Any] = {}

    async def ended() -> bool:
        nonlocal operation
        operation = (await service.admin.get(accepted.headers["location"], params={"wait": 1})).json()
        return operation["finished_at"] is not None

    await until(ended, "the operation ends", 60)
    return operation


async def worker(service: RunningService, worker_id: str) -> dict[str, Any]:
    """A worker as it is shown."""
    shown: dict[str, Any] = (await service.admin.get(f"/api/workers/{worker_id}")).json()
    return shown


async def test_stops_all_with_one_call_per_region(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """What was asked is seen at once, by whom; in the end all are stopped, and nothing is asked any more."""
    simulator.simulation.calls.reset()
    ids = [each["id"] for each in fleet if each["status"] == "running"]
    accepted = await service.admin.post("/api/workers:stop", json={"ids": ids})
    await until(lambda: shows(service, ids[0], "stopping"), "it is seen to stop")
    asked = (await worker(service, ids[0]))["asked"]
    assert (asked["act"], asked["by"], asked["operation_id"]) == ("stop", "key:bootstrap", accepted.json()["id"])
    ended = await end_of(service, accepted)
    assert (ended["status"], ended["done"], ended["failed"]) == ("completed", len(ids), 0)
    assert [simulator.simulation.calls.count("ec2", region, "StopInstances") for region in REGIONS] == [1, 1]
    shown = [await worker(service, each) for each in ids]
    assert {(each["status"], each["asked"]) for each in shown} == {("stopped", None)}


async def shows(service: RunningService, worker_id: str, status: str) -> bool:
    """Whether a worker is in this status."""
    return bool((await worker(service, worker_id))["status"] == status)


async def test_terminates_who_is_confirmed_by_name(service: RunningService, fleet: Fleet) -> None:
    """Another name, or none, is refused; a terminated worker cannot be started."""
    path, name = f"/api/workers/{fleet[0]['id']}", fleet[0]["name"]
    wrong = await service.admin.post(f"{path}/terminate", json={"confirm": fleet[1]["name"]})
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["errors"][0]["pointer"]) == (
        422,
        "wrong_confirmation",
        "/confirm",
    )
    assert (await service.admin.post(f"{path}/terminate")).status_code == 422
    ended = await end_of(service, await service.admin.post(f"{path}/terminate", json={"confirm": name}))
    assert (ended["done"], (await worker(service, fleet[0]["id"]))["status"]) == (1, "terminated")
    refused = await service.admin.post(f"{path}/start")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_act")
    assert (await service.admin.post(f"/api/workers/{UNKNOWN}/start")).status_code == 404


async def test_names_who_was_refused_when_ec2_does_not_know_one(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """InvalidInstanceID for one of many: one more call for the rest, and AWS's code for the one."""
    faults = simulator.simulation.faults
    lost, *others = [each for each in fleet if each["region"] == REGIONS[0] and each["status"] == "running"]
    faults.add(
        Fault(
            fault_id=faults.next_id(),
            kind=FaultKind.MISSING_INSTANCE,
            service=Service.EC2,
            instance_ids=frozenset({lost["instance_id"]}),
            action="StopInstances",
        )
    )
    simulator.simulation.calls.reset()
    ids = [each["id"] for each in (lost, *others)]
    ended = await end_of(service, await service.admin.post("/api/workers:stop", json={"ids": ids}))
    results = {target["id"]: (target["outcome"], target["code"]) for target in ended["targets"]}
    assert results == {
        **{each["id"]: ("done", None) for each in others},
        lost["id"]: ("failed", "InvalidInstanceID.NotFound"),
    }
    assert simulator.simulation.calls.count("ec2", REGIONS[0], "StopInstances") == 2


async def test_tells_in_the_words_of_aws_that_there_is_no_capacity(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """And the worker is what it was."""
    one = fleet[0]
    await end_of(service, await service.admin.post(f"/api/workers/{one['id']}/stop"))
    faults = simulator.simulation.faults
    faults.add(
        Fault(
            fault_id=faults.next_id(),
            kind=FaultKind.INSUFFICIENT_CAPACITY,
            service=Service.EC2,
            action="StartInstances",
        )
    )
    ended = await end_of(service, await service.admin.post(f"/api/workers/{one['id']}/start"))
    [target] = ended["targets"]
    assert (target["outcome"], target["code"]) == ("failed", "InsufficientInstanceCapacity")
    assert "do not have sufficient" in target["message"]
    shown = await worker(service, one["id"])
    assert (shown["status"], shown["asked"]) == ("stopped", None)


async def test_does_once_what_is_asked_fifty_times_under_one_key(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """One operation, one call; whoever comes while it is begun is told so. The same key with another body is 422."""
    simulator.simulation.calls.reset()
    body, headers = {"ids": [fleet[0]["id"]]}, {"Idempotency-Key": "stop-once"}
    async with asyncio.TaskGroup() as tasks:
        asked = [
            tasks.create_task(service.admin.post("/api/workers:reboot", json=body, headers=headers)) for _ in range(50)
        ]
    replies = [task.result() for task in asked]
    assert {reply.status_code for reply in replies} <= {202, 409}
    [operation_id] = {reply.json()["id"] for reply in replies if reply.status_code == 202}
    await end_of(service, next(reply for reply in replies if reply.status_code == 202))
    assert [each["id"] for each in (await service.admin.get("/api/operations")).json()["items"]] == [operation_id]
    assert sum(simulator.simulation.calls.count("ec2", region, "RebootInstances") for region in REGIONS) == 1
    other = await service.admin.post("/api/workers:reboot", json={"ids": [fleet[1]["id"]]}, headers=headers)
    assert other.status_code == 422


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": [UNKNOWN]}, {"ids": ["i-1"]}, {"ids": [UNKNOWN], "x": 1}])
async def test_begins_nothing_when_an_order_cannot_be_accepted(service: RunningService, body: dict[str, Any]) -> None:
    """422, and no operation."""
    assert (await service.admin.post("/api/workers:start", json=body)).status_code == 422
    assert (await service.admin.get("/api/operations")).json()["items"] == []
