"""What the tests of the catalogue share."""

from collections.abc import AsyncIterator

import pytest

from fakes.catalogue_steps import furnished
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST
from fakes.worker_steps import born


@pytest.fixture
def world() -> FakeWorld:
    """AWS tells of the image and the type that all workers have."""
    return furnished()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with two workers in one region and one in another, where the image is not."""
    async with FakeProcess(world, catalogue_prices=True) as process:
        await process.commit_async(born(1, EAST), born(2, EAST), born(3, WEST))
        yield process
