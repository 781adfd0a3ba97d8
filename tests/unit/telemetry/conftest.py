"""What the tests of refreshing share."""

import pytest

from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_reading


@pytest.fixture
def world() -> FakeWorld:
    """AWS with two instances in each of two regions: 1 and 2 in the east, 3 and 4 in the west."""
    world = FakeWorld()
    world.ec2.put(EAST, instance_reading(1), instance_reading(2))
    world.ec2.put(WEST, instance_reading(3), instance_reading(4))
    return world


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """The service, whose parts work without being started."""
    return FakeProcess(world)
