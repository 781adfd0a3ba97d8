"""What the tests of alerts share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    """An empty database."""
    return FakeWorld()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service, started."""
    async with FakeProcess(world) as process:
        yield process
