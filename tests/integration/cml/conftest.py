"""A stand-in for CML, and clients of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from support.cml_parts import CMLParts, MakeParts, cml_parts, cml_settings
from support.cml_stand_in import CMLStandIn


@pytest.fixture
async def cml() -> AsyncIterator[CMLStandIn]:
    """A controller without TLS."""
    stand_in = CMLStandIn()
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


@pytest.fixture
async def make_parts() -> AsyncIterator[MakeParts]:
    """Clients under settings of one's own; their connections are closed in the end."""
    async with AsyncExitStack() as stack:

        def make(**settings: Any) -> CMLParts:
            parts = cml_parts(cml_settings(**settings))
            stack.push_async_callback(parts.connections.stop_async)
            return parts

        yield make


@pytest.fixture
def parts(make_parts: MakeParts) -> CMLParts:
    """A client that may ask this machine."""
    return make_parts()
