"""A fleet to ask about."""

from collections.abc import AsyncIterator
from secrets import token_hex

import httpx
import pytest
import pytest_asyncio

from application.job.job_clock import JobClock
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fixture_types import ClientOf, Fleet
from support.fleet_settings import AWS_ENVIRONMENT, REGIONS, fleet_settings
from support.no_schedules import NoSchedules
from support.running_service import RunningService, running_service


@pytest.fixture
async def fleet(service: RunningService) -> Fleet:
    """Ten imported workers in two regions, in order of their names."""
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert reply.status_code == 200, reply.text
    return sorted(reply.json()["imported"], key=lambda worker: str(worker["name"]))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing_service(database: DatabaseServer) -> AsyncIterator[RunningService]:
    """A service with ten workers for the tests of a file that change nothing another one looks at."""
    aws = SimulatorServer(FleetPlan(workers=10, regions=REGIONS, detailed_monitoring_percent=100))
    await aws.start()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        settings = fleet_settings(database.uri, f"test_{token_hex(6)}", aws.address)
        async with running_service(settings, {JobClock: NoSchedules()}) as running:
            await running.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
            yield running
    await aws.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing_fleet(standing_service: RunningService) -> Fleet:
    """The ten workers in order of their names; the seventh has figures."""
    listed: Fleet = (await standing_service.admin.get("/api/workers")).json()["items"]
    await standing_service.admin.post(f"/api/workers/{listed[6]['id']}/refresh")
    return listed


@pytest.fixture
async def client_of(service: RunningService) -> AsyncIterator[ClientOf]:
    """Make a key with a role, and a client that shows it."""
    clients: list[httpx.AsyncClient] = []

    async def make(role: str) -> httpx.AsyncClient:
        reply = await service.admin.post("/api/keys", json={"name": f"a {role}", "role": role})
        assert reply.status_code == 201, reply.text
        clients.append(service.client(reply.json()["secret"]))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()
