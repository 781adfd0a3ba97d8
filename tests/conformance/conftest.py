"""Simulated CML hosts to hold against what CML is."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from simulator.cml.cml_server import CmlServer
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

BootCml = Callable[..., Awaitable[CmlServer]]


@pytest.fixture
async def boot_cml() -> AsyncIterator[BootCml]:
    """Start one host of version 2.9 that ends with the test."""
    async with AsyncExitStack() as stack:

        async def start(*, tls: bool = False, license_seconds: float = 2) -> CmlServer:
            controllers = ControllerPlan(version="2.9.0+build.3", license_seconds=license_seconds)
            plan = FleetPlan(workers=1, controllers=controllers)
            server = SimulatorServer(plan, cml=True, cml_tls=tls)
            await server.start()
            stack.push_async_callback(server.stop)
            assert server.cml is not None
            return server.cml

        yield start
