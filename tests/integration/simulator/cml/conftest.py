"""A simulated CML host on a clock that moves only by hand, and a client for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from simulator.cml.cml_server import CmlServer
from simulator.cml.host import CmlHost
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.controller.node_life import NodeDelays
from simulator.fleet.fleet import Fleet
from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

Boot = Callable[..., Awaitable[SimulatorServer]]

DELAYS = Delays(pending_seconds=5, stopping_seconds=8, cml_booting_seconds=30)
NODE_DELAYS = NodeDelays(queued_seconds=2, booting_seconds=10, stopping_seconds=3)
SECONDS = aiohttp.ClientTimeout(total=10)


class CmlClient:
    """Asks one host as somebody."""

    def __init__(self, session: aiohttp.ClientSession, cml: CmlServer, host: CmlHost) -> None:
        self._session = session
        self.cml = cml
        self.host = host
        self.token = ""

    @property
    def fleet(self) -> Fleet:
        """The fleet of the host."""
        return self.cml.side.fleet

    async def log_in(self, username: str = "admin", password: str = "simulated") -> int:  # noqa: S107
        """Ask for a token, use it from now on if there is one, and tell the status."""
        status, token = await self.ask("POST", "authenticate", json={"username": username, "password": password})
        self.token = token if status == 200 else self.token
        return status

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Tell the status, and the body as JSON where it is said to be."""
        async with self.open(method, path, **options) as reply:
            body = await reply.read()
            is_json = reply.content_type == "application/json" and body
            return reply.status, await reply.json() if is_json else body

    @asynccontextmanager
    async def open(self, method: str, path: str, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """Ask and give the answer as it comes."""
        url, headers = f"{self.host.address}/api/v0/{path}", {"Authorization": f"Bearer {self.token}"}
        async with self._session.request(method, url, headers=headers, allow_redirects=False, **options) as reply:
            yield reply

    async def get(self, path: str) -> Any:
        """Ask for what must be there."""
        status, document = await self.ask("GET", path)
        assert status == 200, document
        return document

    async def lab_in(self, state: str) -> str:
        """Find a lab in that state."""
        ids = await self.get("labs?show_all=true")
        for lab_id in ids:
            if await self.get(f"labs/{lab_id}/state") == state:
                return str(lab_id)
        raise AssertionError(f"no lab is {state}")


@pytest.fixture
def plan() -> FleetPlan:
    """Two workers that take their time; the second has no licence and another password."""
    controllers = ControllerPlan(
        unlicensed=frozenset({2}), strange_passwords=frozenset({2}), node_delays=NODE_DELAYS, license_seconds=0
    )
    return FleetPlan(workers=2, delays=DELAYS, controllers=controllers)


@pytest.fixture
async def simulation(boot: Boot, plan: FleetPlan) -> SimulatorServer:
    """The two workers, served."""
    return await boot(plan, cml=True)


@pytest.fixture
async def clients(simulation: SimulatorServer) -> AsyncIterator[list[CmlClient]]:
    """A client for each host, not logged in."""
    assert simulation.cml is not None
    async with aiohttp.ClientSession(timeout=SECONDS) as session:
        yield [CmlClient(session, simulation.cml, host) for host in simulation.cml.side.by_instance.values()]


@pytest.fixture
async def client(clients: list[CmlClient]) -> CmlClient:
    """A client of the first host, logged in as its administrator."""
    assert await clients[0].log_in() == 200
    return clients[0]


@pytest.fixture
async def control(simulation: SimulatorServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the control API."""
    async with aiohttp.ClientSession(simulation.address, timeout=SECONDS) as session:
        yield session
