"""The connection to a server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cli.connection import api_client
from cli.connection.api_client import ApiClient
from cli.connection.target import Target
from cli.errors import ConflictError, ExitCode, TimedOutError, UnreachableError


def test_times_out_when_the_server_says_nothing() -> None:
    """A server that takes the request and does not answer is told from one that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            ApiClient(Target(address), seconds=0.1) as client,
            pytest.raises(TimedOutError, match="did not answer") as timeout,
        ):
            client.get("/api/fleet")
    assert timeout.value.exit_code == ExitCode.TIMED_OUT


def test_sends_a_post_again_when_its_answer_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the same key, and until the first one is through; what is no POST is not sent again."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    busy = b"HTTP/1.1 409 Conflict\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    done = b'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"id": 1}'
    with answering(b"", busy, done, b"") as (address, heard), ApiClient(Target(address)) as client:
        assert client.post("/api/things", {}) == {"id": 1}
        with pytest.raises(UnreachableError):
            client.delete("/api/things/1")
    keys = [line for request in heard for line in request.lower().splitlines() if line.startswith("idempotency-key")]
    assert (len(heard), len(keys), len(set(keys)), pauses) == (4, 3, 1, [1.0])


def test_gives_up_when_the_first_post_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits is told in the end that it is still being done."""
    monkeypatch.setattr(api_client, "IN_FLIGHT_SECONDS", 0.0)
    busy = b"HTTP/1.1 409 Conflict\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    with answering(b"", busy) as (address, _), ApiClient(Target(address)) as client, pytest.raises(ConflictError):
        client.post("/api/things", {})


@contextmanager
def answering(*replies: bytes) -> Iterator[tuple[str, list[str]]]:
    """Serve one connection per reply, empty ones by closing it; gives the address and the heads that came."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for reply in replies:
                connection, _ = listening.accept()
                with connection:
                    heard.append(connection.recv(65_536).decode())
                    connection.sendall(reply.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", heard
        thread.join(5)
