"""What the doctor finds at the service's own address."""

import errno
import socket
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from application.doctor.finding import Finding, Outcome
from application.settings import Settings
from integration.http.http_port_check import HttpPortCheck
from integration.http.running_service_check import RunningServiceCheck
from integration.http.service_probe import ServiceProbe
from support.loopback import LOOPBACK, free_port


class Service(BaseHTTPRequestHandler):
    """Answers as a service does: alive, and ready or not."""

    replies: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        """Answer."""
        status, body = self.replies.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the test's output clean."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Serve on a thread until the test ends."""
    server = ThreadingHTTPServer((LOOPBACK, 0), Service)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def hang_up(mute: socket.socket) -> None:
    """Take every connection and close it, until the socket itself is closed."""
    with suppress(OSError):
        while True:
            mute.accept()[0].close()


async def found(port: int, host: str = LOOPBACK) -> tuple[Finding, Finding]:
    """Look at a port, and at who answers there."""
    settings = Settings(http_host=host, http_port=port)
    probe = ServiceProbe(settings)
    return await HttpPortCheck(settings, probe).run_async(), await RunningServiceCheck(probe).run_async()


@pytest.mark.parametrize("host", [LOOPBACK, "0.0.0.0", "localhost"])  # noqa: S104
async def test_is_well_when_the_port_is_free(host: str) -> None:
    """And nobody answers there."""
    port, service = await found(free_port(), host)
    assert (port.outcome, service.outcome) == (Outcome.OK, Outcome.SKIPPED)


@pytest.mark.parametrize(
    ("status", "words", "outcome"),
    [(200, b"ok\n", Outcome.OK), (503, b"the database does not answer\n", Outcome.FAILED)],
)
async def test_asks_the_service_that_has_the_port(
    server: ThreadingHTTPServer, status: int, words: bytes, outcome: Outcome
) -> None:
    """Its own words say why it is not ready."""
    Service.replies = {"/livez": (200, b"ok\n"), "/readyz": (status, words)}
    port, service = await found(server.server_port)
    assert (port.outcome, service.outcome) == (Outcome.OK, outcome)
    assert service.sentence.endswith("ready" if outcome is Outcome.OK else "not ready: the database does not answer")


async def test_fails_when_another_program_has_the_port(server: ThreadingHTTPServer) -> None:
    """Something that speaks HTTP, and something that says nothing and hangs up."""
    Service.replies = {"/readyz": (200, b"<html>")}
    with socket.create_server((LOOPBACK, 0)) as mute:
        Thread(target=hang_up, args=(mute,), daemon=True).start()
        for taken in (server.server_port, mute.getsockname()[1]):
            port, service = await found(taken)
            assert (port.outcome, service.outcome) == (Outcome.FAILED, Outcome.SKIPPED)
            assert "CML_FLEET_HTTP_PORT" in port.cure


@pytest.mark.parametrize(
    ("number", "cure"), [(errno.EADDRNOTAVAIL, "an address of this machine"), (errno.EACCES, "1024 or higher")]
)
async def test_says_what_to_set_when_it_cannot_listen(monkeypatch: pytest.MonkeyPatch, number: int, cure: str) -> None:
    """A low port, or an address of another machine."""

    def refuse(self: object, address: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    port, _ = await found(80)
    assert port.outcome is Outcome.FAILED
    assert cure in port.cure


async def test_has_nothing_to_look_at_when_any_port_will_do() -> None:
    """Port 0 is always free."""
    port, service = await found(0)
    assert (port.outcome, service.outcome) == (Outcome.SKIPPED, Outcome.SKIPPED)


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"), ("db", "http://db:80")],  # noqa: S104
)
def test_asks_where_the_service_is_found(host: str, address: str) -> None:
    """Every address of a machine includes loopback."""
    assert ServiceProbe(Settings(http_host=host, http_port=80)).address == address
