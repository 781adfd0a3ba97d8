"""A service with jobs that do what they are asked, one for the tests of a file."""

from collections.abc import AsyncIterator, Iterator
from secrets import token_hex

import httpx
import pytest
import pytest_asyncio

from support.database import DatabaseServer
from support.fleet_settings import AWS_ENVIRONMENT, fleet_settings
from support.loopback import LOOPBACK
from support.probe_jobs import probe_jobs
from support.running_service import RunningService, running_service
from support.waiting import until

NO_AWS = f"http://{LOOPBACK}:9"


@pytest.fixture(scope="module")
def credentials() -> Iterator[None]:
    """Keys that open nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def probe_service(database: DatabaseServer, credentials: None) -> AsyncIterator[RunningService]:
    """One process that does all."""
    settings = fleet_settings(database.uri, f"test_{token_hex(6)}", NO_AWS)
    async with running_service(settings, probe_jobs()) as running:

        async def leads() -> bool:
            return bool((await running.admin.get("/api/jobs/scheduler")).json()["leads"])

        await until(leads, "somebody keeps the schedules")
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def operator(probe_service: RunningService) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is no admin."""
    made = await probe_service.admin.post("/api/keys", json={"name": "an operator", "role": "operator"})
    async with probe_service.client(made.json()["secret"]) as client:
        yield client
