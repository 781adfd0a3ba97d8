"""A running simulator with a clock that moves only by hand, and real boto3 clients for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import boto3
import pytest
from botocore.config import Config

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

Boot = Callable[..., Awaitable[SimulatorServer]]
Connect = Callable[..., Any]

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._now

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at noon."""
    return HandClock()


@pytest.fixture
def move(clock: HandClock) -> Callable[[float], None]:
    """Move the simulator's time on by so many seconds."""
    return clock.move


@pytest.fixture
async def boot(clock: HandClock) -> AsyncIterator[Boot]:
    """Start simulators that end with the test."""
    async with AsyncExitStack() as stack:

        async def start(plan: FleetPlan | None = None, **options: Any) -> SimulatorServer:
            server = SimulatorServer(plan, clock=clock, **options)
            await server.start()
            stack.push_async_callback(server.stop)
            return server

        yield start


@pytest.fixture
async def simulator(boot: Boot) -> SimulatorServer:
    """Ten workers in one region."""
    return await boot(FleetPlan(workers=10))


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session, so that boto3 reads its models once."""
    return boto3.Session(aws_access_key_id="AKIATEST", aws_secret_access_key="secret")


@pytest.fixture(scope="session")
def connect(session: boto3.Session) -> Connect:
    """Make a client that does not retry."""

    def client(service: str, address: str, region: str = "us-east-1", **options: Any) -> Any:
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=3, **{"read_timeout": 10, **options})
        return session.client(service, endpoint_url=address, region_name=region, config=config)

    return client


@pytest.fixture
def ec2(simulator: SimulatorServer, connect: Connect) -> Any:
    """An EC2 client of the ten workers."""
    return connect("ec2", simulator.address)


@pytest.fixture
def cloudwatch(simulator: SimulatorServer, connect: Connect) -> Any:
    """A CloudWatch client of the ten workers."""
    return connect("cloudwatch", simulator.address)


@pytest.fixture
async def control(simulator: SimulatorServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the control API."""
    async with aiohttp.ClientSession(simulator.address) as client:
        yield client


@pytest.fixture
def until_called() -> Callable[[aiohttp.ClientSession], Awaitable[None]]:
    """Wait until the simulator that a control client speaks to has received an AWS call."""

    async def wait(client: aiohttp.ClientSession) -> None:
        total = 0
        while not total:
            await asyncio.sleep(0.01)
            async with client.get("/_simulator/calls") as reply:
                total = (await reply.json())["total"]

    return wait
