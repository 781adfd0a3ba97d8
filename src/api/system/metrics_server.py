"""MetricsServer: what scrapers and supervisors ask, on a port of its own."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.system.health import health_routes
from api.system.metrics_controller import metrics_response
from api.web_server import listening_socket
from application.hosting import BackgroundService
from application.ports.metrics_page import MetricsPage
from application.readiness import Readiness
from application.settings import Settings

GRACE_SECONDS = 1


class MetricsServer(BackgroundService):
    """Takes no keys: it listens on loopback unless the settings say otherwise, and nowhere unless they name a port."""

    def __init__(self, settings: Settings, page: MetricsPage, readiness: Readiness) -> None:
        super().__init__()
        self._settings = settings
        routes = [Route("/metrics", _page_route(page)), *health_routes(readiness)]
        self._server = _Server(
            uvicorn.Config(
                Starlette(routes=routes),
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.port: int | None = None

    async def start_async(self) -> None:
        """Listen where the settings name a port; StartupError when it cannot be had."""
        if self._settings.metrics_port is not None:
            self._socket = listening_socket(self._settings.metrics_host, self._settings.metrics_port, "METRICS")
            self.port = self._socket.getsockname()[1]
            await super().start_async()

    async def run_async(self) -> None:
        """Serve until told to stop."""
        await self._server.serve(sockets=[self._socket])

    async def stop_async(self) -> None:
        """End when the answer that is being written is."""
        self._server.should_exit = True
        if self.task is not None:
            await self.task


def _page_route(page: MetricsPage) -> Callable[[Request], Awaitable[Response]]:
    async def metrics(request: Request) -> Response:
        return metrics_response(page.render(request.headers.get("accept", "")))

    return metrics


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the server of the app."""
        yield
