"""The catalogue over HTTP, after a run of the job against simulated AWS and controllers."""

from collections.abc import AsyncIterator

import pytest

from application.catalogue.catalogue_refresh_job import CatalogueRefreshJob
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.job.job_run import JobRun
from domain.catalogue.catalogue_entry import DefinitionSet
from fakes.fake_clock import NOON
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.fixture_types import Fleet, Serve
from support.fleet_settings import CML, REGIONS
from support.running_service import RunningService
from support.waiting import until

PATH = "/api/catalogue"


@pytest.fixture
async def controllers() -> AsyncIterator[SimulatorServer]:
    """Four instances with their controllers."""
    server = SimulatorServer(FleetPlan(workers=4, regions=REGIONS), cml=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def service(serve: Serve, controllers: SimulatorServer) -> RunningService:
    """A service with a worker on each, whose catalogue is still empty."""
    service = await serve(aws=controllers.address, **CML)
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert len(reply.json()["imported"]) == 4, reply.text
    return service


async def refreshed(service: RunningService) -> JobRun:
    """Run the job once, and wait until the process has heard of it."""
    run = JobRun(job="catalogue-refresh", scheduled_for=NOON, started_at=NOON)
    await service.service(CatalogueRefreshJob).run_every(run)
    catalogue: RefreshedCatalogue = service.service(RefreshedCatalogue)
    await until(lambda: catalogue.all(DefinitionSet), "the catalogue is followed")
    return run


async def workers_of(service: RunningService) -> Fleet:
    """The workers."""
    listed: Fleet = (await service.admin.get("/api/workers")).json()["items"]
    return listed


async def test_tells_what_the_fleet_is_made_of(service: RunningService) -> None:
    """Images, types with prices, and definitions: read from AWS and from controllers, none of which failed."""
    before = (await service.admin.get(PATH)).json()
    assert (before["images"], before["definition_sets"], len(before["instance_types"]) > 100) == ([], [], True)
    run = await refreshed(service)
    assert run.warnings.records() == ()
    found, fleet = (await service.admin.get(PATH)).json(), await workers_of(service)
    assert {each["ami_id"] for each in found["images"]} == {worker["ami_id"] for worker in fleet}
    assert all(each["available"] for each in found["images"])
    assert sum(each["worker_count"] for each in found["images"]) == 4
    used = {each["instance_type"]: each for each in found["instance_types"] if each["worker_count"]}
    assert used.keys() == {worker["instance_type"] for worker in fleet}
    assert {each["source"] for each in used.values()} == {"EC2, DescribeInstanceTypes"}
    assert {price["region"] for each in used.values() for price in each["prices"]} == set(REGIONS)
    (alpine,) = [each for each in found["node_definitions"] if each["id"] == "alpine"]
    having = {each["id"]: each["worker_ids"] for each in found["definition_sets"]}
    assert {worker for name in alpine["set_ids"] for worker in having[name]} == {worker["id"] for worker in fleet}
    assert {each["node_definition"] for each in found["image_definitions"]} >= {"iosv", "alpine"}


async def test_filters_by_kind_and_worker(service: RunningService) -> None:
    """What was not asked for is empty; a worker that is not there, and a kind that is none, are problems."""
    await refreshed(service)
    worker = (await workers_of(service))[0]
    found = (await service.admin.get(PATH, params={"kind": ["image", "image_definition"]})).json()
    assert (found["instance_types"], found["node_definitions"]) == ([], [])
    assert (bool(found["images"]), bool(found["image_definitions"])) == (True, True)
    found = (await service.admin.get(PATH, params={"worker_id": worker["id"]})).json()
    assert [each["ami_id"] for each in found["images"]] == [worker["ami_id"]]
    assert [each["instance_type"] for each in found["instance_types"]] == [worker["instance_type"]]
    assert all(worker["id"] in each["worker_ids"] for each in found["definition_sets"])
    for params, status in (({"worker_id": "00000000-0000-4000-8000-000000000000"}, 404), ({"kind": "colour"}, 422)):
        assert (await service.admin.get(PATH, params=params)).status_code == status


async def test_has_a_tag_that_lasts_as_long_as_what_it_shows(service: RunningService) -> None:
    """Events of the fleet do not change it; a refresh does, and so does a filter."""
    first = (await service.admin.get(PATH)).headers["etag"]
    await service.admin.post(f"/api/workers/{(await workers_of(service))[0]['id']}/refresh")
    known = await service.admin.get(PATH, headers={"If-None-Match": first})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", first)
    images = (await service.admin.get(PATH, params={"kind": "image"})).headers["etag"]
    await refreshed(service)
    later = await service.admin.get(PATH, headers={"If-None-Match": first})
    assert later.status_code == 200
    assert len({first, images, later.headers["etag"]}) == 3
