"""One CML host: an instance's controller behind a port."""

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime
from typing import Final

from simulator.cml.certificate import HostCertificate, self_signed
from simulator.cml.tokens import TokenLedger
from simulator.fleet.instance import Instance

LOOPBACK: Final = "127.0.0.1"
BACKLOG: Final = 100
ProtocolFactory = Callable[[], asyncio.Protocol]


class CmlHost:
    """An instance's address, which stays its own whether or not somebody listens there."""

    def __init__(self, instance: Instance, port: int, *, is_secure: bool) -> None:
        self.instance = instance
        self.is_secure = is_secure
        self.tokens = TokenLedger()
        self._certificate: HostCertificate | None = None
        self._reserved: socket.socket | None = reserved_socket(port)
        self.port: int = self._reserved.getsockname()[1]
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """The URL of the host."""
        return f"{'https' if self.is_secure else 'http'}://{LOOPBACK}:{self.port}"

    @property
    def is_listening(self) -> bool:
        """Whether connections are taken."""
        return self._server is not None

    def certificate(self, now: datetime) -> HostCertificate:
        """Give the host's certificate; it is made when it is first needed."""
        if self._certificate is None:
            self._certificate = self_signed(f"cml-{self.instance.serial}.simulated", LOOPBACK, now)
        return self._certificate

    def forget_certificate(self) -> None:
        """Let the next connection be given another certificate."""
        self._certificate = None

    async def listen(self, factory: ProtocolFactory) -> None:
        """Take connections."""
        if self._server is None:
            listening = reserved_socket(self.port)
            self._server = await asyncio.get_running_loop().create_server(factory, sock=listening, backlog=BACKLOG)
            self._give_reserve_up()

    def refuse(self) -> None:
        """Take no more connections, and keep the port."""
        if self._server is not None:
            self._reserved = reserved_socket(self.port)
            self._server.close()
            self._server = None

    def leave(self) -> None:
        """Give the port up."""
        self.refuse()
        self._give_reserve_up()

    def _give_reserve_up(self) -> None:
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None


def reserved_socket(port: int = 0) -> socket.socket:
    """Keep a port without listening: who connects is refused, and nobody else gets it. Raises OSError.

    A second socket, made in the same way, can listen on the port meanwhile.
    """
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    reserved.setblocking(False)
    try:
        reserved.bind((LOOPBACK, port))
    except OSError:
        reserved.close()
        raise
    return reserved
