"""What the tests of maintenance share."""

import pytest

from fakes.fake_process import FakeProcess, FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    """A world without workers."""
    return FakeWorld()


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """The service, whose parts work without being started."""
    return FakeProcess(world)
