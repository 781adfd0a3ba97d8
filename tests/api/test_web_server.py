"""The server's sockets."""

import asyncio
import socket
from contextlib import suppress

import pytest

from api.web_server import UNSENT_BYTES, listening_socket
from support.loopback import LOOPBACK
from support.plain_http import send
from support.running_service import RunningService
from support.stream_reader import STREAM, open_stream


@pytest.mark.skipif(not hasattr(socket, "TCP_NOTSENT_LOWAT"), reason="this system knows no TCP_NOTSENT_LOWAT")
def test_hides_little_when_a_client_does_not_read() -> None:
    """A connection inherits the mark of its listening socket: the kernel takes kilobytes, not megabytes."""
    with listening_socket(LOOPBACK, 0) as listening, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) == UNSENT_BYTES
            accepted.setblocking(False)
            hidden = 0
            with suppress(BlockingIOError):
                while hidden < 10_000_000:
                    hidden += accepted.send(b"x" * 4096)
    assert hidden < 100_000


@pytest.mark.asyncio(loop_scope="module")
async def test_refuses_a_header_of_ten_megabytes_and_harms_nobody(standing_service: RunningService) -> None:
    """431, or the connection is closed over it; streams and requests of others go on."""
    service = standing_service
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        headers = {"Authorization": service.admin.headers["authorization"], "Last-Event-ID": "x" * 10_000_000}
        try:
            reply = await send(LOOPBACK, service.port, f"GET {STREAM} HTTP/1.1", headers)
        except ConnectionError:
            reply = b""
        assert reply == b"" or reply.startswith((b"HTTP/1.1 431", b"HTTP/1.1 400"))
        async with asyncio.timeout(5):
            workers = (await service.admin.get("/api/workers")).json()["items"]
            await service.admin.post(f"/api/workers/{workers[0]['id']}/refresh")
            await stream.until_async("worker.telemetry.updated")
