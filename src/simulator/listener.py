"""The one port of the simulator, which can stop listening for a while: then connections are refused."""

import asyncio
from typing import Final

from aiohttp import web

LOOPBACK: Final = "127.0.0.1"


class Listener:
    """Listens on loopback for a runner that has been set up."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        self._runner = runner
        self._port = port
        self._site: web.TCPSite | None = None
        self._coming_back: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """The URL of every endpoint, also while nobody listens there. Raises RuntimeError before the start."""
        if not self._port or (self._site is None and self._coming_back is None):
            raise RuntimeError("the simulator has not been started")
        return f"http://{LOOPBACK}:{self._port}"

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the port is taken."""
        self._site = web.TCPSite(self._runner, LOOPBACK, self._port)
        await self._site.start()
        self._port = self._runner.addresses[0][1]

    async def leave(self, seconds: float) -> None:
        """Refuse connections for so long, and hang up on those that are open; a second time begins anew."""
        self.stop()
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.close()
        self._coming_back = asyncio.create_task(self._come_back(seconds))

    def stop(self) -> None:
        """Do not come back."""
        if self._coming_back is not None:
            self._coming_back.cancel()

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.start()
