import socket
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from application.errors import StartupError
from application.load_settings import load_settings
from main import serve_async
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import fleet_environment, fleet_settings
from support.loopback import LOOPBACK
from support.service_process import ServiceProcess
from support.stream_reader import Stream, open_stream
from support.waiting import until

NO_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
SECONDS_TO_END = 10.0
NOWHERE = "http://127.0.0.1:1"
NOBODY = f"mongodb://{LOOPBACK}:1/?directConnection=true"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[list[ServiceProcess]]:
    """Services to be ended with the test."""
    made: list[ServiceProcess] = []
    yield made
    for service in made:
        service.stop()


def started(
    services: list[ServiceProcess],
    folder: Path,
    **settings: str,
) -> ServiceProcess:
    """Start a service; settings that are empty are not set at all."""
    environment = dict(fleet_environment(NOBODY, "starting", NOWHERE, **settings))
    service = ServiceProcess(environment, folder, f"service-{len(services)}")
    services.append(service)
    service.start()
    return service


async def sentence_of(service: ServiceProcess) -> str:
    """What a service says when it cannot start."""
    process = service.child.process
    await until(lambda: process.poll() is not None, "the service gives up", 45)
    assert process.returncode == 1
    lines = [line for line in service.child.output.splitlines() if line and not line.startswith("{")]
    assert len(lines) == 1, service.child.output
    return lines[0]


async def test_says_what_is_wrong_when_a_setting_is(services: list[ServiceProcess], tmp_path: Path) -> None:
    """A missing secret: one sentence that names the setting and the cure, and no traceback."""
    assert await sentence_of(started(services, tmp_path, SECRET_KEY="")) == (
        "cml-fleet cannot start: CML_FLEET_SECRET_KEY is not set: signs cursors and encrypts credentials: "
        "32 random characters or more"
    )


async def test_says_what_is_wrong_when_nobody_is_at_the_uri(services: list[ServiceProcess], tmp_path: Path) -> None:
    """The same for the world around; a variable with a slip of the pen is asked about before."""
    nobody = started(services, tmp_path, MONGODB_TIMEOUT_SECONDS="0.3", HTPP_PORT="80")
    assert "CML_FLEET_MONGODB_URI names a database that does not answer" in await sentence_of(nobody)
    assert "did you mean CML_FLEET_HTTP_PORT?" in nobody.child.output


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"API_KEY_PEPPER": "short"}, "CML_FLEET_API_KEY_PEPPER is too short: it takes"),
        (
            {"WORKER_METRICS_POLL_INTERVAL_SECONDS": "soon"},
            r"CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS cannot be used \(input",
        ),
        ({"AWS_REGIONS": ""}, "name the regions to look into"),
    ],
)
def test_names_the_cure_when_a_setting_is_wrong(
    wrong: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short key, a bad number, no region."""
    for name, value in fleet_environment(NOBODY, "starting", NOWHERE, **wrong).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StartupError, match=said):
        load_settings()


async def test_names_the_cure_when_the_port_is_taken(database: DatabaseServer) -> None:
    """Another address or port."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        settings = fleet_settings(database.uri, "starting", NOWHERE, http_port=taken.getsockname()[1])
        with pytest.raises(StartupError, match=r"CML_FLEET_HTTP_PORT.*take another address or port"):
            await serve_async(settings)


async def test_names_the_cure_when_there_are_no_credentials(
    database: DatabaseServer, aws_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What boto3 looks for."""
    for name in NO_CREDENTIALS:
        monkeypatch.delenv(name)
    with pytest.raises(StartupError, match=r"AWS_ACCESS_KEY_ID|credentials"):
        await serve_async(fleet_settings(database.uri, "starting", NOWHERE, http_port=0))


async def test_says_farewell_when_told_to_end(
    services: list[ServiceProcess], tmp_path: Path, database: DatabaseServer, simulator: SimulatorServer
) -> None:
    """On SIGTERM every open stream hears a farewell, and the process ends within ten seconds with exit code 0."""
    environment = fleet_environment(database.uri, "farewell", simulator.address)
    service = ServiceProcess(environment, tmp_path)
    services.append(service)
    await service.start_async()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(service.client())
        streams: list[Stream] = [await stack.enter_async_context(open_stream(client)) for _ in range(5)]
        for stream in streams:
            await stream.until_async("stream.synced")
        began = time.monotonic()
        service.child.terminate()
        farewells = [(await stream.until_async("stream.draining"))[-1].json for stream in streams]
        await until(lambda: service.child.process.poll() is not None, "the service ends", SECONDS_TO_END)
    assert time.monotonic() - began < SECONDS_TO_END
    assert service.child.process.returncode == 0
    assert [farewell["reason"] for farewell in farewells] == ["shutting_down"] * 5
    assert '"level":"error"' not in service.child.output
