"""Serves an app over HTTP until it is asked to end."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from application.errors import StartupError

GRACE_SECONDS = 3
UNSENT_BYTES = 16 * 1024
"""What the kernel takes of a connection beyond what the client's window holds (tcp(7), TCP_NOTSENT_LOWAT): without
it, a client that reads nothing would hide megabytes there before anybody noticed."""


KEEP_ALIVE_SECONDS = 75
"""Longer than a load balancer leaves a connection idle, or a client does: whoever closes it first must not be the
service, while the next request is on its way (Elastic Load Balancing, "Connection idle timeout": 60 s)."""


class WebServer(uvicorn.Server):
    """uvicorn, told about the end before it waits for open responses: a stream would keep it waiting for ever."""

    def __init__(self, app: ASGIApp, on_exit: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._on_exit = on_exit

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as the wish to end; a second one does not wait for open responses."""
        loop = asyncio.get_running_loop()
        wanted = (signal.SIGINT, signal.SIGTERM)
        for number in wanted:
            loop.add_signal_handler(number, self.ask_to_exit)
        try:
            yield
        finally:
            for number in wanted:
                loop.remove_signal_handler(number)

    def ask_to_exit(self) -> None:
        """Begin to end."""
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True
        self._on_exit()


def listening_socket(host: str, port: int, setting: str = "HTTP") -> socket.socket:
    """Bind before anything else starts; StartupError when the address, `setting`'s, cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):  # accepted connections inherit it
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
    try:
        listening.bind((host, port))
        listening.listen()  # now, so that nobody else can take the port until the start is done
    except OSError as error:
        listening.close()
        raise StartupError(
            f"CML_FLEET_{setting}_HOST and CML_FLEET_{setting}_PORT: cannot listen on {host} port {port}: "
            f"{error.strerror}; take another address or port"
        ) from error
    return listening
