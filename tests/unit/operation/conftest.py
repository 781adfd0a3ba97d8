"""What the tests of operations share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_reading
from fakes.worker_steps import born


@pytest.fixture
def world() -> FakeWorld:
    """AWS with an instance in each of two regions."""
    world = FakeWorld()
    world.ec2.put(EAST, instance_reading(1))
    world.ec2.put(WEST, instance_reading(2))
    return world


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with a worker on each instance."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01) as process:
        await process.commit_async(born(1, EAST), born(2, WEST))
        yield process
