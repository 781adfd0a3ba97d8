from simulator.server import SimulatorServer
from support.fixture_types import Fleet
from support.running_service import RunningService

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def wish(simulator: SimulatorServer, number: int = 0) -> dict[str, str]:
    """The body that imports one of the simulator's instances."""
    instance = simulator.simulation.fleet.all()[number]
    return {"region": instance.region, "instance_id": instance.instance_id}


async def test_imports_when_an_instance_is_named(service: RunningService, simulator: SimulatorServer) -> None:
    """An instance becomes a worker that can be read at once, with what EC2 says about it."""
    imported = await service.admin.post("/api/workers:import", json=wish(simulator))
    read = await service.admin.get(f"/api/workers/{imported.json()['id']}")
    assert imported.status_code == 201
    assert read.json() == imported.json()
    assert read.json()["name"] == "cml-worker-001"
    assert read.json()["status"] == "running"
    assert read.json()["version"] == 1


async def test_conflicts_when_an_instance_is_imported_twice(
    service: RunningService, simulator: SimulatorServer
) -> None:
    """An instance is one worker; the second import is told so."""
    await service.admin.post("/api/workers:import", json=wish(simulator))
    again = await service.admin.post("/api/workers:import", json=wish(simulator))
    assert again.status_code == 409
    assert again.json()["code"] == "conflict"


async def test_refuses_to_import_when_ec2_knows_no_such_instance(service: RunningService) -> None:
    """What EC2 does not know, or has terminated, becomes no worker."""
    absent = {"region": "us-east-1", "instance_id": "i-00000000000000000"}
    assert (await service.admin.post("/api/workers:import", json=absent)).status_code == 404


async def test_refuses_to_import_when_the_instance_is_terminated(
    service: RunningService, simulator: SimulatorServer
) -> None:
    """A terminated instance is a conflict: there is nothing to watch any more."""
    simulator.simulation.fleet.terminate(simulator.simulation.fleet.all()[:1])
    assert (await service.admin.post("/api/workers:import", json=wish(simulator))).status_code == 409


async def test_removes_and_imports_again_when_asked(service: RunningService, simulator: SimulatorServer) -> None:
    """A removed worker is gone at once; imported again it is the same worker, some versions on."""
    worker = (await service.admin.post("/api/workers:import", json=wish(simulator))).json()
    assert (await service.admin.delete(f"/api/workers/{worker['id']}")).status_code == 204
    assert (await service.admin.get(f"/api/workers/{worker['id']}")).status_code == 404
    assert (await service.admin.delete(f"/api/workers/{worker['id']}")).status_code == 404
    assert (await service.admin.get("/api/workers")).json()["total"] == 0
    again = await service.admin.post("/api/workers:import", json=wish(simulator))
    assert again.status_code == 201
    assert again.json()["id"] == worker["id"]
    assert again.json()["version"] == 3


async def test_answers_404_when_the_fleet_has_no_such_worker(service: RunningService) -> None:
    """Every route of one worker says the same about an unknown one."""
    replies = [
        await service.admin.get(f"/api/workers/{UNKNOWN}"),
        await service.admin.delete(f"/api/workers/{UNKNOWN}"),
        await service.admin.post(f"/api/workers/{UNKNOWN}/refresh"),
        await service.admin.post(f"/api/workers/{UNKNOWN}/sync-ec2-status"),
        await service.admin.post(f"/api/workers/{UNKNOWN}/collect-cloudwatch-metrics"),
    ]
    assert [reply.status_code for reply in replies] == [404] * 5
    assert {reply.json()["code"] for reply in replies} == {"not_found"}


async def test_imports_all_when_criteria_meet_several_regions(service: RunningService, fleet: Fleet) -> None:
    """Bulk import finds instances in all regions, and a second one imports nothing twice."""
    again = (await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()
    assert len(fleet) == 10
    assert {worker["region"] for worker in fleet} == {"us-east-1", "eu-west-1"}
    assert again["imported"] == []
    assert sorted(again["already_known"]) == sorted(worker["id"] for worker in fleet)


async def test_imports_some_when_criteria_are_narrow(service: RunningService, simulator: SimulatorServer) -> None:
    """Tags, an image id and regions narrow a bulk import; what is given must all hold."""
    instances = simulator.simulation.fleet.all()
    course, image = instances[0].tags["course"], instances[1].image
    by_tag = {instance.name for instance in instances if instance.tags["course"] == course}
    body: dict[str, object] = {"tags": {"course": course}}
    imported = (await service.admin.post("/api/workers:bulk-import", json=body)).json()["imported"]
    assert {worker["name"] for worker in imported} == by_tag
    by_image = {i.name for i in instances if i.image == image and i.tags["course"] != course}
    body = {"ami_id": image.image_id, "regions": [image.region]}
    imported = (await service.admin.post("/api/workers:bulk-import", json=body)).json()["imported"]
    assert {worker["name"] for worker in imported} == by_image


async def test_takes_removed_workers_in_when_imported_in_bulk_again(service: RunningService, fleet: Fleet) -> None:
    """A removed worker is imported again by a bulk import that meets it."""
    await service.admin.delete(f"/api/workers/{fleet[0]['id']}")
    again = (await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()
    assert [worker["id"] for worker in again["imported"]] == [fleet[0]["id"]]
