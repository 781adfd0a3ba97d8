import pytest

from application.job.job_clock import JobClock
from simulator.server import SimulatorServer
from support.fixture_types import Fleet, Serve
from support.no_schedules import NoSchedules
from support.running_service import RunningService


@pytest.fixture
async def service(serve: Serve) -> RunningService:
    """One whose position moves by what a test does alone."""
    return await serve({JobClock: NoSchedules()})


async def test_pages_stably_when_rows_come_and_go(service: RunningService, fleet: Fleet) -> None:
    """A worker that leaves between two pages moves nobody else out of sight."""
    first = (await service.admin.get("/api/workers", params={"limit": 4})).json()
    await service.admin.delete(f"/api/workers/{fleet[3]['id']}")
    query = {"limit": 500, "cursor": first["next_cursor"]}
    rest = (await service.admin.get("/api/workers", params=query)).json()["items"]
    assert [worker["id"] for worker in rest] == [worker["id"] for worker in fleet[4:]]


async def test_states_its_position_when_read(service: RunningService, simulator: SimulatorServer, fleet: Fleet) -> None:
    """Lists and summary carry the same position, and a command moves it on before it answers."""
    before = (await service.admin.get("/api/workers")).json()["fleet_sequence"]
    assert (await service.admin.get("/api/fleet")).json()["fleet_sequence"] == before
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
    page = (await service.admin.get("/api/workers", params={"status": "stopped"})).json()
    after = (await service.admin.get("/api/events", params={"limit": 1000})).json()["head"]
    assert [worker["id"] for worker in page["items"]] == [fleet[0]["id"]]
    assert page["fleet_sequence"] == after != before
