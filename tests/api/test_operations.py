from typing import Any

import httpx

from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.fleet_settings import ADMIN_KEY, REGIONS
from support.routes import UNKNOWN
from support.running_service import RunningService
from support.waiting import until


async def end_of(service: RunningService, accepted: httpx.Response) -> dict[str, Any]:
    """Wait for the end of an operation where its acceptance says."""
    operation: dict[str, Any] = {}

    async def ended() -> bool:
        nonlocal operation
        operation = (await service.admin.get(accepted.headers["location"], params={"wait": 1})).json()
        return operation["finished_at"] is not None

    await until(ended, "the operation ends", 40)
    return operation


async def test_refreshes_many_as_one_operation(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Accepted at once with the place to ask; the workers of a region are read by one call, and told one by one."""
    simulator.simulation.calls.reset()
    ids = [worker["id"] for worker in fleet]
    accepted = await service.admin.post("/api/workers:refresh", json={"ids": ids})
    operation = accepted.json()
    assert (accepted.status_code, accepted.headers["location"]) == (202, f"/api/operations/{operation['id']}")
    assert (operation["command"], operation["requested_by"]) == ("workers.refresh", "key:bootstrap")
    ended = await end_of(service, accepted)
    assert (ended["status"], ended["done"], ended["failed"], ended["waiting"]) == ("completed", 10, 0, 0)
    assert [target["id"] for target in ended["targets"]] == ids
    calls = [simulator.simulation.calls.count("ec2", region, "DescribeInstanceStatus") for region in REGIONS]
    assert calls == [1, 1]
    told = (await service.admin.get("/api/events", params={"event_types": "operation"})).json()["items"]
    types = [item["event"]["type"] for item in told]
    assert types[0] == "io.cmlfleet.operation.started.v1"
    assert types[-1] == "io.cmlfleet.operation.completed.v1"
    assert {item["event"]["subject"] for item in told} == {operation["id"]}


async def test_answers_with_the_end_when_asked_to_wait(service: RunningService, fleet: Fleet) -> None:
    """`wait` turns 202 into the finished operation."""
    body = {"ids": [fleet[0]["id"], fleet[0]["id"]], "sources": ["ec2"]}
    async with service.client(ADMIN_KEY) as patient:
        reply = await patient.post("/api/workers:refresh", json=body, params={"wait": 40}, timeout=60)
    assert (reply.status_code, reply.json()["status"], reply.json()["done"]) == (200, "completed", 1)


async def test_names_who_failed_when_a_region_cannot_be_read(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """The others are done; who failed says why."""
    faults = simulator.simulation.faults
    kind = FaultKind.UNAUTHORIZED
    faults.add(Fault(fault_id=faults.next_id(), kind=kind, service=Service.EC2, region="eu-west-1"))
    body = {"ids": [worker["id"] for worker in fleet], "sources": ["ec2"]}
    ended = await end_of(service, await service.admin.post("/api/workers:refresh", json=body))
    assert (ended["status"], ended["done"], ended["failed"]) == ("completed", 5, 5)
    assert {target["code"] for target in ended["targets"]} == {None, "unauthorized"}


async def test_lists_operations_from_the_newest(service: RunningService, fleet: Fleet) -> None:
    """Page by page, each once."""
    body = {"ids": [fleet[0]["id"]], "sources": ["ec2"]}
    made = [(await service.admin.post("/api/workers:refresh", json=body)).json()["id"] for _ in range(3)]
    first = (await service.admin.get("/api/operations", params={"limit": 2})).json()
    second = (await service.admin.get("/api/operations", params={"before": first["next_before"]})).json()
    assert [item["id"] for item in (*first["items"], *second["items"])] == made[::-1]
    assert second["next_before"] is None


async def test_changes_nothing_when_an_order_cannot_be_accepted(service: RunningService, fleet: Fleet) -> None:
    """Unknown workers, no workers, too many, unknown sources: 422, and no operation."""
    known = fleet[0]["id"]
    bodies: list[dict[str, Any]] = [
        {"ids": [known, UNKNOWN]},
        {"ids": []},
        {"ids": [known] * 1001},
        {"ids": ["i-1"]},
        {"ids": [known], "sources": ["rumours"]},
        {"ids": [known], "filter": {}},
    ]
    for body in bodies:
        reply = await service.admin.post("/api/workers:refresh", json=body)
        assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    unknown = await service.admin.post("/api/workers:refresh", json={"ids": [known, UNKNOWN]})
    assert (unknown.json()["code"], unknown.json()["errors"][0]["pointer"]) == ("unknown_worker", "/ids/1")
    assert UNKNOWN not in unknown.text
    assert (await service.admin.get("/api/operations")).json()["items"] == []
    assert (await service.admin.get(f"/api/operations/{UNKNOWN}")).status_code == 404
    assert (await service.admin.get(f"/api/operations/{UNKNOWN}", params={"wait": 61})).status_code == 422
