"""Real parts for tests: the embedded database, the simulator, and the service in this process or its own."""

import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer, database_server
from support.fixture_types import Serve
from support.fleet_settings import AWS_ENVIRONMENT, REGIONS, fleet_settings
from support.kept_models import kept_models
from support.kept_routes import kept_routes
from support.running_service import RunningService, running_service


def _only_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host != "localhost" and not host.startswith("127.") and host != "::1":
            raise AssertionError(f"a test tried to connect to {host}")


sys.addaudithook(_only_loopback)

gc.disable()  # until all is imported: nothing of that is garbage

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, and so would children

LONGEST_FIRST = ("/chaos/", "/test_fuzzed.py", "/test_prometheus.py", "/api/", "/integration/")

settings.register_profile("busy_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy_machine")  # on which the time that an example takes says nothing


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """The embedded database, shared by all tests that do not harm it."""
    with database_server(tmp_path_factory.mktemp("database")) as server:
        yield server


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[DatabaseServer]:
    """An embedded database that the test may freeze and kill."""
    with database_server(tmp_path) as server:
        yield server


@pytest.fixture
def database_name() -> str:
    """A database that nobody else uses."""
    return f"test_{token_hex(6)}"


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """Ten workers in two regions that change state at once."""
    server = SimulatorServer(FleetPlan(workers=10, regions=REGIONS, detailed_monitoring_percent=100))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Make the routes of an app and read the models of AWS once in a process."""
    with kept_routes(), kept_models():
        yield


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign with keys that open nothing, and let no file or metadata service of this machine have a say."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in AWS_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def serve(database: DatabaseServer, simulator: SimulatorServer, aws_credentials: None) -> AsyncIterator[Serve]:
    """Serve apps in this process until the test ends, each on a database of its own unless told otherwise."""
    async with AsyncExitStack() as stack:

        async def start(overrides: Any = None, **others: Any) -> RunningService:
            uri, name = others.pop("uri", database.uri), others.pop("database", f"test_{token_hex(6)}")
            settings = fleet_settings(uri, name, others.pop("aws", simulator.address), **others)
            return await stack.enter_async_context(running_service(settings, overrides))

        yield start


@pytest.fixture
async def service(serve: Serve) -> RunningService:
    """The service on the simulator, with an empty fleet."""
    return await serve()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: the process that got it last would keep the others waiting."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    fitting = (place for place, part in enumerate(LONGEST_FIRST) if part in item.nodeid)
    return next(fitting, len(LONGEST_FIRST))


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was imported: it is most of what there is, and stays."""
    gc.freeze()
    gc.enable()
