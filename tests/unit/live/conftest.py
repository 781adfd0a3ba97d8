"""What the tests of live settings share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    """Nothing outside."""
    return FakeWorld()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service, whose environment sets one interval."""
    async with FakeProcess(world, labs_refresh_interval_seconds=900) as process:
        yield process
