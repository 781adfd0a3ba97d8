"""What the tests of idle workers share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld
from fakes.idle_steps import collect, set_rules
from fakes.readings import EAST, WEST, instance_reading
from fakes.worker_steps import born


@pytest.fixture
def world() -> FakeWorld:
    """AWS with two instances in one region and one in another."""
    world = FakeWorld()
    world.ec2.put(EAST, *map(instance_reading, (1, 2)))
    world.ec2.put(WEST, instance_reading(3))
    return world


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with a worker on each, read for the first time; the rules pause after two hours and a quarter."""
    async with FakeProcess(world, refresh_straggler_seconds=0.01) as process:
        await process.commit_async(born(1, EAST), born(2, EAST), born(3, WEST))
        await set_rules(process)
        await collect(process)
        yield process
