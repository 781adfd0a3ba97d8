"""The server's sockets."""

import socket
from contextlib import suppress

import pytest

from api.web_server import UNSENT_BYTES, WebServer, listening_socket
from support.loopback import LOOPBACK

LOAD_BALANCER_SECONDS = 60
"""Elastic Load Balancing, "Connection idle timeout"."""


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


def test_outlasts_who_is_in_front_when_a_connection_is_idle() -> None:
    """A load balancer that closes after 60 s never sends a request into a connection that the service just closed."""

    async def app(scope: object, receive: object, send: object) -> None:
        """Nobody is served here."""

    assert WebServer(app, lambda: None).config.timeout_keep_alive > LOAD_BALANCER_SECONDS
