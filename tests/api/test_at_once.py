import asyncio

from simulator.server import SimulatorServer
from support.fixture_types import Fleet, Serve
from support.running_service import RunningService
from support.waiting import until


async def test_imports_once_when_many_import_at_once(service: RunningService, simulator: SimulatorServer) -> None:
    """One of many imports of one instance wins; the others are told so, and the worker was born once."""
    instance = simulator.simulation.fleet.all()[0]
    body = {"region": instance.region, "instance_id": instance.instance_id}
    replies = await asyncio.gather(*(service.admin.post("/api/workers:import", json=body) for _ in range(8)))
    assert sorted(reply.status_code for reply in replies) == [201, *[409] * 7]
    assert (await service.admin.get("/api/workers")).json()["items"][0]["version"] == 1


async def test_imports_once_when_two_services_import_in_bulk(serve: Serve) -> None:
    """Two services on one database that find the same instances tell each worker's birth once, to both."""
    one = await serve(database="shared_bulk_import")
    two = await serve(database="shared_bulk_import")
    body = {"ami_name": "cisco-cml*"}
    replies = await asyncio.gather(*(each.admin.post("/api/workers:bulk-import", json=body) for each in (one, two)))
    told = [{worker["id"] for worker in reply.json()["imported"]} for reply in replies]
    assert told[0] | told[1] == {worker["id"] for worker in (await one.admin.get("/api/workers")).json()["items"]}

    async def same() -> bool:
        pages = [(await each.admin.get("/api/events", params={"limit": 1000})).json()["items"] for each in (one, two)]
        return pages[0] == pages[1] and len(pages[0]) == 10

    await until(same, "both tell the same ten births")
    assert told[0] & told[1] == set()


async def test_loses_no_reading_when_one_worker_is_refreshed_at_once(service: RunningService, fleet: Fleet) -> None:
    """Refreshes of one worker at the same moment are all answered, and its versions have no gap."""
    path = f"/api/workers/{fleet[0]['id']}/refresh"
    replies = await asyncio.gather(*(service.admin.post(path) for _ in range(6)))
    assert {reply.status_code for reply in replies} <= {200, 409}
    query = {"worker_ids": fleet[0]["id"], "limit": "1000"}
    events = (await service.admin.get("/api/events", params=query)).json()["items"]
    assert [int(item["event"]["sequence"]) for item in events] == list(range(1, len(events) + 1))
    types = [item["event"]["type"] for item in events]
    assert types.count("io.cmlfleet.worker.checks.changed.v1") == 1
