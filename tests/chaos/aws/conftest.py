"""One whole service for every trouble that AWS can make."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from support.collected_fleet import CollectedFleet, collected_fleet
from support.database import DatabaseServer
from support.fleet_settings import AWS_ENVIRONMENT

WORKERS = 6


@pytest.fixture(scope="module")
def aws_keys() -> Iterator[None]:
    """Sign with keys that open nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_fleet(database: DatabaseServer, aws_keys: None) -> AsyncIterator[CollectedFleet]:
    """Six workers for the tests of a file."""
    async with collected_fleet(database.uri, WORKERS) as fleet:
        yield fleet


@pytest_asyncio.fixture(loop_scope="module")
async def fleet(shared_fleet: CollectedFleet) -> CollectedFleet:
    """The same, calm again and with nothing to tell, whatever a test before did to it."""
    await shared_fleet.calm_async()
    assert all(worker["failing"] == {} for worker in await shared_fleet.workers_async())
    return shared_fleet
