import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import fleet_environment
from support.loopback import LOOPBACK
from support.service_process import ServiceProcess
from support.stream_reader import Stream, open_stream
from support.waiting import until

NO_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
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
    uri: str = NOBODY,
    *,
    without: Sequence[str] = (),
    port: int | None = None,
    **settings: str,
) -> ServiceProcess:
    """Start a service `without` some variables; settings that are empty are not set at all."""
    environment = dict(fleet_environment(uri, "starting", "http://127.0.0.1:1", **settings))
    for name in without:
        del environment[name]
    service = ServiceProcess(environment, folder, f"service-{len(services)}", port)
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


async def test_says_what_is_wrong_when_settings_are(services: list[ServiceProcess], tmp_path: Path) -> None:
    """A missing secret, a bad number, a short key, no region: one sentence that names the setting and the cure."""
    wrong = {
        "SECRET_KEY": started(services, tmp_path, SECRET_KEY=""),
        "API_KEY_PEPPER": started(services, tmp_path, API_KEY_PEPPER="short"),
        "HTTP_PORT": started(services, tmp_path, WORKER_METRICS_POLL_INTERVAL_SECONDS="soon"),
        "AWS_REGIONS": started(services, tmp_path, AWS_REGIONS=""),
    }
    said = {name: await sentence_of(service) for name, service in wrong.items()}
    assert said["SECRET_KEY"] == (
        "cml-fleet cannot start: CML_FLEET_SECRET_KEY is not set: signs cursors and encrypts credentials: "
        "32 random characters or more"
    )
    assert said["API_KEY_PEPPER"].startswith("cml-fleet cannot start: CML_FLEET_API_KEY_PEPPER is too short: it takes")
    assert said["HTTP_PORT"].startswith(
        "cml-fleet cannot start: CML_FLEET_WORKER_METRICS_POLL_INTERVAL_SECONDS cannot be used (input"
    )
    assert "name the regions to look into" in said["AWS_REGIONS"]


async def test_says_what_is_wrong_when_the_world_is(
    services: list[ServiceProcess], tmp_path: Path, database: DatabaseServer
) -> None:
    """Nobody at the URI, a port that is taken, no credentials: the same."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        nobody = started(services, tmp_path, MONGODB_TIMEOUT_SECONDS="0.3", HTPP_PORT="80")
        port = started(services, tmp_path, database.uri, port=taken.getsockname()[1])
        unknown = started(services, tmp_path, database.uri, without=NO_CREDENTIALS)
        assert "CML_FLEET_MONGODB_URI names a database that does not answer" in await sentence_of(nobody)
        assert "did you mean CML_FLEET_HTTP_PORT?" in nobody.child.output
        assert "CML_FLEET_HTTP_PORT" in (said := await sentence_of(port))
        assert "take another address or port" in said
    said = await sentence_of(unknown)
    assert "AWS_ACCESS_KEY_ID" in said or "credentials" in said


async def test_says_farewell_when_told_to_end(
    services: list[ServiceProcess], tmp_path: Path, database: DatabaseServer, simulator: SimulatorServer
) -> None:
    """On SIGTERM every open stream hears a farewell, and the process ends within three seconds with exit code 0."""
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
        await until(lambda: service.child.process.poll() is not None, "the service ends", 5)
    assert time.monotonic() - began < 3
    assert service.child.process.returncode == 0
    assert [farewell["reason"] for farewell in farewells] == ["shutting_down"] * 5
    assert '"level":"error"' not in service.child.output
