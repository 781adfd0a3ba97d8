"""Registers the controllers and builds the web app around them."""

import inspect
from collections.abc import Sequence

from fastapi import FastAPI
from neuroglia.dependency_injection.service_provider import ServiceCollection, ServiceProviderBase
from neuroglia.hosting.abstractions import Host
from neuroglia.hosting.web import WebApplicationBuilder, WebHost
from starlette.types import Lifespan

from api.access.keys_controller import KeysController
from api.controller import FleetController
from api.error_handlers import add_error_handlers
from api.events.events_controller import EventsController
from api.known_parameters import refuse_unknown_parameters
from api.middleware import add_middleware
from api.openapi.docs_page import docs_routes
from api.system.health import health_routes
from api.worker.fleet_controller import FleetSummaryController
from api.worker.workers_controller import WorkersController
from application.readiness import Readiness
from application.resolve import resolve

CONTROLLERS: Sequence[type[FleetController]] = (
    WorkersController,
    FleetSummaryController,
    EventsController,
    KeysController,
)


class FleetWebHost(WebHost):
    """neuroglia's host without its pages, which load scripts from elsewhere."""

    def __init__(self, services: ServiceProviderBase, lifespan: Lifespan[FastAPI]) -> None:
        Host.__init__(self, services)
        FastAPI.__init__(
            self,
            title="cml-fleet",
            version="1",
            lifespan=lifespan,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            openapi_tags=[
                {"name": controller.tag(), "description": inspect.getdoc(controller)} for controller in CONTROLLERS
            ],
        )


class FleetWebApplicationBuilder(WebApplicationBuilder):
    """neuroglia's builder with services of its own: the base class shares one collection over the process."""

    def __init__(self) -> None:
        self.services = ServiceCollection()
        super().__init__()
        for controller in CONTROLLERS:
            self.services.add_singleton(controller)

    def build_web(self, services: ServiceProviderBase, lifespan: Lifespan[FastAPI]) -> FleetWebHost:
        """Build the app; its innermost middleware is added first."""
        host = FleetWebHost(services, lifespan)
        for controller in CONTROLLERS:
            host.include_router(resolve(services, controller).router, prefix="/api")
        refuse_unknown_parameters(host.routes)
        host.routes.extend(health_routes(resolve(services, Readiness)))
        host.routes.extend(docs_routes(host))
        add_error_handlers(host)
        add_middleware(host, services)
        return host
