"""Registers the use cases: every module is imported, every handler and job found, nothing silently left out."""

import importlib
import inspect
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Any

from neuroglia.dependency_injection.service_provider import ServiceCollection, ServiceProviderBase
from neuroglia.mediation.mediator import Mediator
from neuroglia.mediation.pipeline_behavior import PipelineBehavior

import application
from application.access import registration as access
from application.alert import registration as alert
from application.archive import registration as archive
from application.audit import registration as audit
from application.behaviors.audit_behavior import AuditBehavior
from application.behaviors.authorization_behavior import AuthorizationBehavior
from application.behaviors.error_behavior import ErrorBehavior
from application.behaviors.tracing_behavior import TracingBehavior
from application.catalogue import registration as catalogue
from application.clock import Clock
from application.cml import registration as cml
from application.cost import registration as cost
from application.events import registration as events
from application.events.committer import Committer
from application.events.dispatcher import Dispatcher
from application.events.durable.durable_handler_host import DurableHandlerHost
from application.events.durable.durable_handlers import DurableHandlers
from application.events.fleet_recovery import FleetRecovery
from application.events.fleet_snapshot import SnapshotSource
from application.events.fleet_states import FleetStates
from application.events.log_follower import LogFollower
from application.events.record_factory import CloudEventNaming
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.sse_limits import SSELimits
from application.handler_index import HandlerIndex
from application.idle import registration as idle
from application.instance import registration as instance
from application.job import registration as job_services
from application.job.job_discovery import JobCatalogue
from application.lab import registration as lab
from application.lease_keeper import LeaseKeeper
from application.license import registration as license_services
from application.live import registration as live
from application.maintenance import registration as maintenance
from application.mediator import FleetMediator
from application.observability import registration as observability
from application.operation import registration as operation
from application.operation.operation_work import OperationWorks
from application.process_name import ProcessName
from application.provisioning import registration as provisioning
from application.readiness import Readiness
from application.resolve import resolve
from application.settings import Settings
from application.snapshot import registration as snapshot
from application.snapshot.fleet_snapshots import FleetSnapshots
from application.telemetry import registration as telemetry
from application.use_cases import UseCases, use_cases_among
from application.webhook import registration as webhook
from application.worker import registration as worker
from application.worker.fleet_view import FleetView

BEHAVIORS: Sequence[type[PipelineBehavior[Any, Any]]] = (
    TracingBehavior,
    ErrorBehavior,
    AuditBehavior,
    AuthorizationBehavior,
)

SERVICES = (
    Clock,
    LeaseKeeper,
    ProcessName,
    Readiness,
    *access.SERVICES,
    *alert.SERVICES,
    *archive.SERVICES,
    *audit.SERVICES,
    *catalogue.SERVICES,
    *cml.SERVICES,
    *cost.SERVICES,
    *events.SERVICES,
    *idle.SERVICES,
    *instance.SERVICES,
    *lab.SERVICES,
    *license_services.SERVICES,
    *live.SERVICES,
    *maintenance.SERVICES,
    *operation.SERVICES,
    *provisioning.SERVICES,
    *job_services.SERVICES,
    *observability.SERVICES,
    *snapshot.SERVICES,
    *telemetry.SERVICES,
    *webhook.SERVICES,
    *worker.SERVICES,
    *BEHAVIORS,
)

HOSTED = (
    FleetRecovery,
    *catalogue.HOSTED,
    LogFollower,
    SSEEventRelay,
    Dispatcher,
    Committer,
    *job_services.HOSTED,
    *observability.HOSTED,
)

HOSTED_FOR_JOBS = (DurableHandlerHost, *webhook.HOSTED, *alert.HOSTED, *job_services.HOSTED_FOR_JOBS)
"""Only in processes that have the role."""

HEALTH_CHECKS = (*events.HEALTH_CHECKS, *job_services.HEALTH_CHECKS, *live.HEALTH_CHECKS)


def register(services: ServiceCollection, settings: Settings) -> None:
    """Register every service of this layer; StartupError for what could only fail later."""
    found = use_cases_among(application_classes())
    services.add_singleton(Settings, singleton=settings)
    services.add_singleton(UseCases, singleton=found)
    services.add_singleton(HandlerIndex, singleton=found.handlers)
    services.add_singleton(DurableHandlers, singleton=_durable_handlers(found.handlers))
    services.add_singleton(JobCatalogue, singleton=found.jobs)
    services.add_singleton(OperationWorks, singleton=found.works)
    services.add_singleton(CloudEventNaming, singleton=_naming(settings))
    services.add_singleton(SSELimits, singleton=_sse_limits(settings))
    services.add_singleton(FleetStates, implementation_factory=_states)
    services.add_singleton(SnapshotSource, implementation_factory=_snapshots)
    services.add_singleton(FleetMediator, implementation_factory=_mediator)
    services.add_singleton(Mediator, implementation_factory=_mediator_by_base)
    for service in SERVICES:
        services.add_singleton(service)
    for per_use in found.built_per_use:
        services.add_transient(per_use)
    for follower in found.handlers.live:
        services.add_singleton(follower)


def require_all(services: ServiceProviderBase) -> None:
    """Build every handler and job once: what lacks a service ends the start instead of its first use."""
    found = resolve(services, UseCases)
    scope = services.create_scope().get_service_provider()
    for handler in (*found.built_per_use, *found.handlers.live):
        resolve(scope, handler)


@cache
def application_classes() -> Sequence[type]:
    """Import every module of this package and return the classes defined in them; an import's error ends the start."""
    names = [module.name for module in pkgutil.walk_packages(application.__path__, "application.")]
    return [
        member
        for module in map(importlib.import_module, names)
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module.__name__ and not inspect.isabstract(member)
    ]


def _durable_handlers(index: HandlerIndex) -> DurableHandlers:
    of_subscribers = frozenset(handler for handler in index.durable if handler.per_subscriber)
    wanted = {handler: event for handler, event in index.durable.items() if handler not in of_subscribers}
    return DurableHandlers(wanted, of_subscribers)


def _naming(settings: Settings) -> CloudEventNaming:
    return CloudEventNaming(type_prefix=settings.cloud_event_type_prefix, source=f"/fleets/{settings.fleet_name}")


def _sse_limits(settings: Settings) -> SSELimits:
    return SSELimits(
        max_clients=settings.sse_max_clients,
        max_clients_per_principal=settings.sse_max_clients_per_principal,
        max_clients_per_address=settings.sse_max_clients_per_address,
        max_age_seconds=settings.sse_max_age_seconds,
        heartbeat_seconds=settings.sse_heartbeat_seconds,
        send_timeout_seconds=settings.sse_send_timeout_seconds,
        permission_check_seconds=settings.sse_permission_check_seconds,
    )


def _states(provider: ServiceProviderBase) -> FleetStates:
    return resolve(provider, FleetView)


def _snapshots(provider: ServiceProviderBase) -> SnapshotSource:
    return resolve(provider, FleetSnapshots)


def _mediator(provider: ServiceProviderBase) -> FleetMediator:
    return FleetMediator(provider, resolve(provider, HandlerIndex), BEHAVIORS, resolve(provider, Clock))


def _mediator_by_base(provider: ServiceProviderBase) -> Mediator:
    return resolve(provider, FleetMediator)
