"""Credentials that open nothing, and AWS clients that end with their test."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import pytest

from application.clock import Clock
from domain.telemetry.metrics_source import MetricsSource
from fakes.fake_process import FakeWorld
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsConfiguration
from simulator.server import SimulatorServer
from support.watched_fleet import ALL, Watch, WatchedFleet, watched_plan

Connect = Callable[..., AwsClients]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign with keys from the environment, and let no file or metadata service of this machine have a say."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing-that-opens-anything")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Make AWS clients for an endpoint, with the configuration's fields as options."""
    with ExitStack() as stack:

        def make(endpoint_url: str, clock: Clock | None = None, **options: Any) -> AwsClients:
            clients = AwsClients(AwsConfiguration(endpoint_url=endpoint_url, **options), clock or Clock())
            stack.callback(clients.close)
            return clients

        yield make


@pytest.fixture
async def watch(connect: Connect) -> AsyncIterator[Watch]:
    """Watch the fleets of simulators that end with the test; each call to AWS is attempted once."""
    async with AsyncExitStack() as stack:

        async def start(workers: int = 3, sources: Collection[MetricsSource] = ALL) -> WatchedFleet:
            world = FakeWorld()
            server = SimulatorServer(watched_plan(workers), clock=world.clock.now, throttling=False)
            await server.start()
            stack.push_async_callback(server.stop)
            fleet = WatchedFleet(world, server, connect(server.address, max_attempts=1))
            await fleet.refresh_async(sources)
            fleet.told()
            return fleet

        yield start


@pytest.fixture
async def fleet(watch: Watch) -> WatchedFleet:
    """Three workers that were read once."""
    return await watch()
