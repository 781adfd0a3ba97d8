"""Registers the controllers and builds the web app around them."""

import inspect
from collections.abc import Sequence

from fastapi import FastAPI
from neuroglia.dependency_injection.service_provider import ServiceCollection, ServiceProviderBase
from neuroglia.hosting.abstractions import Host
from neuroglia.hosting.web import WebApplicationBuilder, WebHost
from opentelemetry.metrics import Meter
from opentelemetry.trace import Tracer
from starlette.types import ASGIApp, Lifespan

from api.access.keys_controller import KeysController
from api.alert.alert_mutes_controller import AlertMutesController
from api.alert.alert_rules_controller import AlertRulesController
from api.alert.alerts_controller import AlertsController
from api.archive.archive_plans_controller import ArchivePlansController
from api.archive.archives_controller import ArchivesController
from api.audit.audit_controller import AuditController
from api.catalogue.catalogue_controller import CatalogueController
from api.cml.credentials_controller import CredentialsController
from api.cml.worker_trust_controller import WorkerTrustController
from api.controller import FleetController
from api.error_handlers import add_error_handlers
from api.events.asyncapi_controller import AsyncApiController
from api.events.dead_letters_controller import DeadLettersController
from api.events.events_controller import EventsController
from api.events.sse_handover import SSEHandover
from api.job.all_jobs_controller import AllJobsController
from api.job.executions_controller import ExecutionsController
from api.job.jobs_controller import JobsController
from api.known_parameters import refuse_unknown_parameters
from api.lab.labs_controller import LabsController
from api.lab.worker_labs_controller import WorkerLabsController
from api.license.worker_license_controller import WorkerLicenseController
from api.middleware import add_middleware
from api.openapi.docs_page import docs_routes
from api.operation.operations_controller import OperationsController
from api.settings.settings_controller import SettingsController
from api.system.health import health_routes
from api.system.metrics_controller import MetricsController
from api.system.metrics_server import MetricsServer
from api.system.request_telemetry import RequestTelemetry
from api.webhook.webhooks_controller import WebhooksController
from api.worker.fleet_controller import FleetSummaryController
from api.worker.worker_acts_controller import WorkerActsController
from api.worker.worker_idle_controller import WorkerIdleController
from api.worker.worker_keeping_controller import WorkerKeepingController
from api.worker.worker_telemetry_controller import WorkerTelemetryController
from api.worker.workers_bulk_controller import WorkersBulkController
from api.worker.workers_controller import WorkersController
from application.clock import Clock
from application.job.job_discovery import JobCatalogue
from application.readiness import Readiness
from application.resolve import resolve
from application.settings import Settings
from application.settings_values import ProcessRole

CONTROLLERS: Sequence[type[FleetController]] = (
    WorkersController,
    WorkersBulkController,
    WorkerActsController,
    WorkerIdleController,
    WorkerKeepingController,
    LabsController,
    WorkerLabsController,
    OperationsController,
    WorkerTelemetryController,
    FleetSummaryController,
    CatalogueController,
    EventsController,
    DeadLettersController,
    AsyncApiController,
    KeysController,
    CredentialsController,
    WorkerTrustController,
    SettingsController,
    AuditController,
    WebhooksController,
    WorkerLicenseController,
    AlertsController,
    AlertMutesController,
    AlertRulesController,
    ArchivePlansController,
    ArchivesController,
    ExecutionsController,
    AllJobsController,
    JobsController,
)

HOSTED = (MetricsServer,)


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

    def build_middleware_stack(self) -> ASGIApp:
        """Put outermost what also has to see the answers to faults, which starlette gives outside of middleware."""
        tracer: Tracer = resolve(self.services, Tracer)  # type: ignore[type-abstract]  # what is registered is not
        meter: Meter = resolve(self.services, Meter)  # type: ignore[type-abstract]
        return SSEHandover(
            RequestTelemetry(super().build_middleware_stack(), tracer, meter, resolve(self.services, Clock))
        )


class FleetWebApplicationBuilder(WebApplicationBuilder):
    """neuroglia's builder with services of its own: the base class shares one collection over the process."""

    def __init__(self) -> None:
        self.services = ServiceCollection()
        super().__init__()
        for controller in CONTROLLERS:
            self.services.add_singleton(controller)
        for service in (MetricsController, *HOSTED):
            self.services.add_singleton(service)

    def build_web(self, services: ServiceProviderBase, lifespan: Lifespan[FastAPI]) -> FleetWebHost:
        """Build the app; its innermost middleware is added first."""
        host = FleetWebHost(services, lifespan)
        if ProcessRole.API in resolve(services, Settings).roles:
            self._add_api(host, services)
        host.routes.extend(health_routes(resolve(services, Readiness)))
        host.routes.extend(resolve(services, MetricsController).router.routes)
        add_error_handlers(host)
        add_middleware(host, services)
        return host

    def _add_api(self, host: FleetWebHost, services: ServiceProviderBase) -> None:
        """Add what answers requests; a process without that role says only how it is."""
        for controller in CONTROLLERS:
            host.routes.extend(resolve(services, controller).router.routes)
        refuse_unknown_parameters(host.routes)
        host.routes.extend(docs_routes(host, resolve(services, JobCatalogue)))
