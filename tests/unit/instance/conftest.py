"""What the tests of acts share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_reading
from fakes.worker_steps import born


@pytest.fixture
def world() -> FakeWorld:
    """AWS with three instances in one region and one in another."""
    world = FakeWorld()
    world.ec2.put(EAST, *map(instance_reading, (1, 2, 3)))
    world.ec2.put(WEST, instance_reading(4))
    return world


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with a worker on each instance."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01) as process:
        await process.commit_async(born(1, EAST), born(2, EAST), born(3, EAST), born(4, WEST))
        yield process
