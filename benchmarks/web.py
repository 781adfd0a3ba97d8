"""The app of a fleet on a socket."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from api.web_server import WebServer, listening_socket
from benchmarks.surroundings.program import LOOPBACK
from main import FleetApp


class BenchServer(WebServer):
    """Leaves the signals to the bench."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


@asynccontextmanager
async def served(app: FleetApp) -> AsyncIterator[int]:
    """Serve a running app during the block; gives the port."""
    listening = listening_socket(LOOPBACK, 0)
    server = BenchServer(app.web, app.stop_accepting)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110  # uvicorn has nothing to wait for
            await asyncio.sleep(0.01)
        yield int(listening.getsockname()[1])
        server.ask_to_exit()
