"""The service in this process, under its own server on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from api.web_server import WebServer, listening_socket
from application.access.acting import acting_as
from application.clock import Clock
from application.job.background_job import BackgroundJob
from application.job.job_run import JobRun, RunRateLimitedError
from application.resolve import resolve
from application.settings import Settings
from domain.access.principal import SYSTEM_PRINCIPAL
from main import FleetApp, create_app
from support.fleet_settings import ADMIN_KEY
from support.loopback import LOOPBACK, NO_AUTHORITIES
from support.waiting import until

CLIENT_SECONDS = 10.0


class RunningService:
    """A served app, and clients of it."""

    def __init__(self, app: FleetApp, port: int) -> None:
        self.app = app
        self.port = port
        self.address = f"http://{LOOPBACK}:{port}"
        self.admin = self.client(ADMIN_KEY)

    def client(self, key: str | None = None) -> httpx.AsyncClient:
        """Make a client that shows `key`."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.AsyncClient(
            base_url=self.address, headers=headers, timeout=CLIENT_SECONDS, trust_env=False, verify=NO_AUTHORITIES
        )

    def service(self, service_type: type[Any]) -> Any:
        """Return a service of the app."""
        return resolve(self.app.services, service_type)

    async def run_job_async(self, job_class: type[BackgroundJob]) -> None:
        """Let a job run once, whatever its schedule says; that somebody wants patience ends it."""
        now = self.service(Clock).now()
        run = JobRun(job="tried", scheduled_for=now, started_at=now)
        with acting_as(SYSTEM_PRINCIPAL), suppress(RunRateLimitedError):
            await self.service(job_class).run_async(run)


@asynccontextmanager
async def running_service(
    settings: Settings, overrides: Mapping[type, Any] | None = None
) -> AsyncIterator[RunningService]:
    """Serve an app until the block ends."""
    listening = listening_socket(LOOPBACK, 0)
    app = create_app(settings, overrides)
    server = WebServer(app.web, app.stop_accepting)
    async with app.running(), asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started, "the service listens")
        running = RunningService(app, listening.getsockname()[1])
        try:
            async with running.admin:
                yield running
        finally:
            server.ask_to_exit()
