"""Tags, cordons and draining over HTTP, on simulated EC2 and CML."""

from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.running_service import RunningService

from .test_acts import end_of, worker

NOBODY = "00000000-0000-4000-8000-000000000000"


async def test_tags_a_worker_and_touches_no_other_tag(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """Shown, and set in EC2; what AWS would not take is refused."""
    one = fleet[0]
    path = f"/api/workers/{one['id']}/tags"
    await end_of(service, await service.admin.post(path, json={"tags": {"course": "ccnp", "owner": "ada"}}))
    await end_of(service, await service.admin.post(f"{path}:remove", json={"remove": ["owner"]}))
    shown = (await worker(service, one["id"]))["tags"]
    wanted = {key: value for key, value in {**one["tags"], "course": "ccnp"}.items() if key != "owner"}
    instance = simulator.simulation.fleet.find(one["instance_id"])
    assert instance is not None
    assert shown == wanted == dict(instance.tags)
    refused = await service.admin.post(path, json={"tags": {"aws:x": "y"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_tag")


async def test_lists_who_is_cordoned(service: RunningService, fleet: Fleet) -> None:
    """With who and why, until it is uncordoned."""
    path = f"/api/workers/{fleet[0]['id']}"
    cordoned = (await service.admin.post(f"{path}/cordon", json={"reason": "a new disk"})).json()["cordoned"]
    assert (cordoned["by"], cordoned["reason"]) == ("key:bootstrap", "a new disk")
    listed = (await service.admin.get("/api/workers", params={"cordoned": "true"})).json()["items"]
    others = (await service.admin.get("/api/workers", params={"cordoned": "false"})).json()
    assert ([each["id"] for each in listed], others["total"]) == ([fleet[0]["id"]], len(fleet) - 1)
    refused = await service.admin.post(f"{path}/labs:import", json={"topology": "nodes: []\nlinks: []"})
    assert (refused.status_code, refused.json()["code"]) == (409, "worker_cordoned")
    assert (await service.admin.post(f"{path}/uncordon")).json()["cordoned"] is None


async def test_cordons_many_at_once(service: RunningService, fleet: Fleet) -> None:
    """In one commit; an id that is no worker's is named, and nothing is done."""
    ids = [fleet[0]["id"], fleet[1]["id"]]
    refused = await service.admin.post("/api/workers:cordon", json={"ids": [*ids, NOBODY]})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_worker")
    shown = (await service.admin.post("/api/workers:cordon", json={"ids": ids, "reason": "a new disk"})).json()
    assert {each["id"]: each["cordoned"]["reason"] for each in shown["workers"]} == dict.fromkeys(ids, "a new disk")
    shown = (await service.admin.post("/api/workers:uncordon", json={"ids": ids})).json()
    assert [each["cordoned"] for each in shown["workers"]] == [None, None]


async def test_says_what_draining_would_do(service: RunningService, fleet: Fleet) -> None:
    """And changes nothing."""
    body = {"ids": [fleet[0]["id"]], "dry_run": True}
    reply = await service.admin.post("/api/workers:drain", json=body)
    [plan] = reply.json()["workers"]
    assert (reply.status_code, plan["id"], plan["cordon"]) == (200, fleet[0]["id"], True)
    assert (await worker(service, fleet[0]["id"]))["cordoned"] is None
    assert (await service.admin.get("/api/operations")).json()["items"] == []
