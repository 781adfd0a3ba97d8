"""What the tests of licences share."""

from collections.abc import AsyncIterator

import pytest

from application.operation.run_operation_handler import RunOperationHandler
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
    """The service with a worker on each instance; it carries operations out."""
    async with FakeProcess(world, {RunOperationHandler: None}, refresh_straggler_seconds=0.01) as process:
        await process.commit_async(born(1, EAST), born(2, WEST))
        yield process
