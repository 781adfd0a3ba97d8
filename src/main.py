"""The composition root: the one place that sees every layer."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
import uvloop
from fastapi import FastAPI
from neuroglia.dependency_injection.service_provider import ServiceProviderBase
from neuroglia.hosting.abstractions import HostedService

import api.registration
import application.registration
import integration.registration
from api.web_server import WebServer, listening_socket
from application.errors import StartupError
from application.events.sse.sse_event_relay import SSEEventRelay
from application.health_check import HealthCheck
from application.hosting import HostedServices
from application.interpreter import allow_many_files, favour_event_loop
from application.load_settings import load_settings
from application.readiness import Readiness
from application.resolve import resolve
from application.settings import Settings
from application.settings_report import settings_report
from application.settings_values import ProcessRole
from application.settings_variables import unknown_variables
from application.structured_logging import configure_logging

HEALTH_CHECKS: Sequence[type[HealthCheck]] = (
    *integration.registration.HEALTH_CHECKS,
    *application.registration.HEALTH_CHECKS,
)

log = structlog.get_logger(__name__)


def hosted_by(roles: Collection[ProcessRole]) -> Sequence[type[HostedService]]:
    """Return what a process with these roles hosts, in the order in which it starts."""
    return (
        *integration.registration.HOSTED,
        *application.registration.HOSTED,
        *(application.registration.HOSTED_FOR_JOBS if ProcessRole.JOBS in roles else ()),
        *api.registration.HOSTED,
    )


@dataclass(frozen=True, slots=True)
class FleetApp:
    """One app: what is served, and the services behind it. Several may live in one process."""

    web: FastAPI
    services: ServiceProviderBase
    hosted: HostedServices

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the hosted services in order, and stop them in reverse."""
        readiness = resolve(self.services, Readiness)
        await self.hosted.start_async()
        readiness.started = True
        try:
            yield
        finally:
            await self.hosted.stop_async()

    def stop_accepting(self) -> None:
        """Tell clients and routers that the end is near: streams say farewell, readiness is gone."""
        resolve(self.services, Readiness).stopping = True
        resolve(self.services, SSEEventRelay).drain()


def create_app(settings: Settings, overrides: Mapping[type, Any] | None = None) -> FleetApp:
    """Build an app. `overrides` are services to use instead of the real ones, by the type they stand for."""
    builder = api.registration.FleetWebApplicationBuilder()
    for service_type, service in (overrides or {}).items():
        builder.services.add_singleton(service_type, singleton=service)  # the first registration of a type wins
    integration.registration.register(builder.services, settings)
    application.registration.register(builder.services, settings)
    services = builder.services.build()
    application.registration.require_all(services)
    resolve(services, Readiness).checks = [resolve(services, check) for check in HEALTH_CHECKS]
    hosted = HostedServices([resolve(services, service) for service in hosted_by(settings.roles)])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with app.running():
            yield

    app = FleetApp(builder.build_web(services, lifespan), services, hosted)
    return app


async def serve_async(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. StartupError when it cannot start; whatever a hosted service died of."""
    listening = listening_socket(settings.http_host, settings.http_port)
    allow_many_files()
    app = create_app(settings)
    server = WebServer(app.web, app.stop_accepting)
    async with app.running(), asyncio.TaskGroup() as tasks:
        watch = tasks.create_task(app.hosted.wait_for_death_async())
        favour_event_loop()
        log.info("serving", host=settings.http_host, port=listening.getsockname()[1])
        await server.serve(sockets=[listening])
        watch.cancel()


def main() -> int:
    """Run the service; the exit code is 1 when it could not start, with one sentence that says why."""
    try:
        settings = load_settings()
        configure_logging(settings.log_level)
        log.info("settings", **settings_report(settings))
        for unknown in unknown_variables(os.environ):
            log.warning("setting_unknown", setting=unknown.setting, cure=unknown.cure)
        uvloop.run(serve_async(settings))
    except StartupError as error:
        sys.stderr.write(f"cml-fleet cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
