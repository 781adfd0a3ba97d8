"""What the tests of the audit share."""

from collections.abc import AsyncIterator

import pytest

from fakes.fake_process import FakeProcess, FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    """Nothing outside."""
    return FakeWorld()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service."""
    async with FakeProcess(world) as process:
        yield process
