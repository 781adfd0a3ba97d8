"""The loop of these tests is the one of the service."""

import asyncio
from collections.abc import Callable, Mapping

import uvloop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run on uvloop."""
    return {"uvloop": uvloop.new_event_loop}
