"""The service with fakes for everything outside: one process, or several on one world."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from neuroglia.dependency_injection.service_provider import ServiceCollection
from neuroglia.mediation.mediator import Request
from opentelemetry.metrics import Meter
from opentelemetry.trace import Tracer

import application.registration
from application.access.acting import acting_as
from application.catalogue.catalogue_follower import CatalogueFollower
from application.clock import Clock
from application.events.commit_batches import Aggregate
from application.events.committer import Committer
from application.events.dispatcher import Dispatcher
from application.events.durable.durable_handler_host import DurableHandlerHost
from application.events.durable.durable_handlers import DurableHandlers
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_recovery import FleetRecovery
from application.events.log_follower import LogFollower
from application.events.recorded_event import RecordedEvent
from application.handler_index import index_of
from application.hosting import BackgroundService, HostedServices
from application.job.background_job import BackgroundJob
from application.job.job_announcements import JobAnnouncements
from application.job.job_clock import JobClock
from application.job.job_discovery import JobCatalogue, discover_jobs
from application.job.job_runner import JobRunner
from application.mediator import FleetMediator
from application.ports.archive_files import ArchiveFiles
from application.ports.archive_source import ArchiveSource
from application.ports.archive_store import ArchiveStores
from application.ports.audit_log import AuditLog
from application.ports.catalogue_store import CatalogueStore
from application.ports.certificate_viewer import CertificateViewer
from application.ports.cloudwatch_client import CloudWatchClient
from application.ports.cml_client import CMLClient
from application.ports.consumers import Consumers
from application.ports.dead_letters import DeadLetters
from application.ports.ec2_client import EC2Client
from application.ports.event_log import EventLog
from application.ports.id_generator import IdGenerator
from application.ports.instance_launcher import InstanceLauncher
from application.ports.job_executions import JobExecutions
from application.ports.job_logs import JobLogs
from application.ports.job_scheduler import JobScheduler
from application.ports.leases import Leases
from application.ports.license_token_store import LicenseTokenStore
from application.ports.metrics_page import MetricsPage
from application.ports.price_reader import PriceReader
from application.ports.projection import Projection
from application.ports.sealer import Sealer
from application.ports.telemetry_history import TelemetryHistory
from application.ports.topology_store import TopologyStore
from application.ports.webhook_sender import WebhookSender
from application.ports.webhook_statuses import WebhookStatuses
from application.resolve import resolve
from application.settings import Settings
from application.webhook.webhook_host import WebhookHost
from application.worker.fleet_view import FleetView
from domain.access.api_key import ApiKeyRepository
from domain.access.principal import Principal, Role
from domain.alert.alert_mute import AlertMuteRepository
from domain.alert.alert_repository import AlertRepository
from domain.alert.alert_rule import AlertRuleRepository
from domain.archive.archive_plan import ArchivePlanRepository
from domain.cml.cml_credentials import CMLCredentialsRepository
from domain.cml.cml_trust import CMLTrustRepository
from domain.job.job_configuration import JobConfigurations
from domain.lab.lab_record_repository import LabRecordRepository
from domain.operation.operation_repository import OperationRepository
from domain.settings.fleet_settings_repository import FleetSettingsRepository
from domain.webhook.webhook import WebhookRepository
from domain.worker.cml_worker_repository import CMLWorkerRepository
from fakes.fake_certificate_viewer import FakeCertificateViewer
from fakes.fake_clock import FakeClock
from fakes.fake_cloudwatch_client import FakeCloudWatchClient
from fakes.fake_cml_client import FakeCMLClient
from fakes.fake_ec2_client import FakeEC2Client
from fakes.fake_job_scheduler import FakeJobScheduler
from fakes.fake_price_reader import FakePriceReader
from fakes.fake_sealer import FakeSealer
from fakes.fake_webhook_sender import FakeWebhookSender
from fakes.in_memory_alerts import InMemoryAlertMuteRepository, InMemoryAlertRepository, InMemoryAlertRuleRepository
from fakes.in_memory_api_key_repository import InMemoryApiKeyRepository
from fakes.in_memory_archive import (
    FakeArchiveFiles,
    InMemoryArchivePlanRepository,
    InMemoryArchiveSource,
    InMemoryArchiveStores,
)
from fakes.in_memory_audit_log import InMemoryAuditLog
from fakes.in_memory_catalogue_store import InMemoryCatalogueStore
from fakes.in_memory_cml_credentials_repository import InMemoryCMLCredentialsRepository
from fakes.in_memory_cml_trust_repository import InMemoryCMLTrustRepository
from fakes.in_memory_cml_worker_repository import InMemoryCMLWorkerRepository
from fakes.in_memory_consumers import InMemoryConsumers
from fakes.in_memory_dead_letters import InMemoryDeadLetters
from fakes.in_memory_event_log import InMemoryEventLog
from fakes.in_memory_fleet_settings_repository import InMemoryFleetSettingsRepository
from fakes.in_memory_jobs import InMemoryJobConfigurations, InMemoryJobExecutions, InMemoryJobLogs
from fakes.in_memory_lab_record_repository import InMemoryLabRecordRepository
from fakes.in_memory_leases import InMemoryLeases
from fakes.in_memory_license_token_store import InMemoryLicenseTokenStore
from fakes.in_memory_operation_repository import InMemoryOperationRepository
from fakes.in_memory_projection import InMemoryProjection
from fakes.in_memory_telemetry import InMemoryTelemetry
from fakes.in_memory_telemetry_history import InMemoryTelemetryHistory
from fakes.in_memory_topology_store import InMemoryTopologyStore
from fakes.in_memory_webhooks import InMemoryWebhookRepository, InMemoryWebhookStatuses
from fakes.readings import EAST, WEST
from fakes.sequential_ids import SequentialIds

TService = TypeVar("TService")

FOLLOWERS = (FleetRecovery, CatalogueFollower, LogFollower, Dispatcher, Committer, JobAnnouncements)
TURNS = 2_000
TURNS_PER_STEP = 60


def settings_with(**values: Any) -> Settings:
    """Settings that are complete; `values` instead of the usual ones."""
    usual = {
        "mongodb_uri": "mongodb://unused",
        "aws_regions": [EAST.region, WEST.region],
        "secret_key": "s" * 32,
        "api_key_pepper": "p" * 32,
    }
    return Settings(**{**usual, **values})


@dataclass
class FakeWorld:
    """What is outside of the processes: database, AWS, time."""

    clock: FakeClock = field(default_factory=FakeClock)
    ids: SequentialIds = field(default_factory=SequentialIds)

    def __post_init__(self) -> None:
        self.log = InMemoryEventLog(self.clock)
        self.documents = InMemoryProjection()
        self.history = InMemoryTelemetryHistory()
        self.keys = InMemoryApiKeyRepository()
        self.audit = InMemoryAuditLog()
        self.leases = InMemoryLeases(self.clock)
        self.consumers = InMemoryConsumers()
        self.letters = InMemoryDeadLetters()
        self.ec2 = FakeEC2Client(self.clock)
        self.cloudwatch = FakeCloudWatchClient()
        self.prices = FakePriceReader()
        self.catalogue = InMemoryCatalogueStore()
        self.cml = FakeCMLClient(self.clock)
        self.cml_credentials = InMemoryCMLCredentialsRepository()
        self.cml_trust = InMemoryCMLTrustRepository()
        self.certificates = FakeCertificateViewer()
        self.alert_rules = InMemoryAlertRuleRepository()
        self.alert_mutes = InMemoryAlertMuteRepository()
        self.archive_source = InMemoryArchiveSource()
        self.archive_files = FakeArchiveFiles()
        self.archive_stores = InMemoryArchiveStores()
        self.archive_plans = InMemoryArchivePlanRepository()
        self.webhooks = InMemoryWebhookRepository()
        self.webhook_statuses = InMemoryWebhookStatuses()
        self.receivers = FakeWebhookSender(self.clock)
        self.sealer = FakeSealer()
        self.topologies = InMemoryTopologyStore()
        self.license_tokens = InMemoryLicenseTokenStore()
        self.executions = InMemoryJobExecutions(self.clock)
        self.job_configurations = InMemoryJobConfigurations()
        self.job_logs = InMemoryJobLogs()

    async def pass_async(self, seconds: float, step_seconds: float = 0.25) -> None:
        """Let time go by, and the processes do in each step of it what they want to."""
        for _ in range(round(seconds / step_seconds)):
            self.clock.pass_seconds(step_seconds)
            for _ in range(TURNS_PER_STEP):
                await asyncio.sleep(0)


class FakeProcess:
    """One process of the service, with all its real parts but the adapters; started by `async with`.

    It hosts durable handlers only where they are given: with the instance to tell, or None to build one;
    consumers of webhooks where `webhooks` says so; and jobs where their classes are given,
    which it runs unless `runs_jobs` is False.
    """

    def __init__(
        self,
        world: FakeWorld,
        durable: Mapping[type[Any], object] | None = None,
        *,
        webhooks: bool = False,
        jobs: Sequence[type[BackgroundJob]] | None = None,
        runs_jobs: bool = True,
        **settings: Any,
    ) -> None:
        services = ServiceCollection()
        for handler, instance in (durable or {}).items():
            if instance is not None:
                services.add_singleton(handler, singleton=instance)
        self.telemetry = InMemoryTelemetry()
        outside: dict[type, object] = {
            Clock: world.clock,
            IdGenerator: world.ids,
            EventLog: world.log,
            Projection: world.documents,
            TelemetryHistory: world.history,
            ApiKeyRepository: world.keys,
            AuditLog: world.audit,
            Leases: world.leases,
            Consumers: world.consumers,
            DeadLetters: world.letters,
            EC2Client: world.ec2,
            InstanceLauncher: world.ec2,
            CloudWatchClient: world.cloudwatch,
            PriceReader: world.prices,
            CatalogueStore: world.catalogue,
            CMLCredentialsRepository: world.cml_credentials,
            CMLTrustRepository: world.cml_trust,
            CertificateViewer: world.certificates,
            CMLClient: world.cml,
            AlertRuleRepository: world.alert_rules,
            AlertMuteRepository: world.alert_mutes,
            ArchiveSource: world.archive_source,
            ArchiveFiles: world.archive_files,
            ArchiveStores: world.archive_stores,
            ArchivePlanRepository: world.archive_plans,
            WebhookRepository: world.webhooks,
            WebhookStatuses: world.webhook_statuses,
            WebhookSender: world.receivers,
            Sealer: world.sealer,
            TopologyStore: world.topologies,
            LicenseTokenStore: world.license_tokens,
            JobScheduler: FakeJobScheduler(),
            JobExecutions: world.executions,
            JobConfigurations: world.job_configurations,
            JobLogs: world.job_logs,
            Tracer: self.telemetry.tracer,
            Meter: self.telemetry.meter,
            MetricsPage: self.telemetry,
        }
        for port, fake in outside.items():
            services.add_singleton(port, singleton=fake)
        services.add_singleton(CMLWorkerRepository, InMemoryCMLWorkerRepository)
        services.add_singleton(LabRecordRepository, InMemoryLabRecordRepository)
        services.add_singleton(OperationRepository, InMemoryOperationRepository)
        services.add_singleton(AlertRepository, InMemoryAlertRepository)
        services.add_singleton(FleetSettingsRepository, InMemoryFleetSettingsRepository)
        if durable is not None:
            services.add_singleton(DurableHandlers, singleton=DurableHandlers(index_of(durable).durable))
        if jobs is not None:
            services.add_singleton(JobCatalogue, singleton=discover_jobs(jobs))
        for job_class in jobs or ():
            services.add_transient(job_class, job_class)
        application.registration.register(services, settings_with(**settings))
        self._services = services.build()
        application.registration.require_all(self._services)
        self.parts = FOLLOWERS if durable is None else (*FOLLOWERS, DurableHandlerHost)
        self.parts = (*self.parts, WebhookHost) if webhooks else self.parts
        self.parts = self.parts if jobs is None or not runs_jobs else (*self.parts, JobRunner, JobClock)
        self._hosted = HostedServices([self.get(service) for service in self.parts])
        self.heard: list[RecordedEvent] = []
        self.get(FleetEventBus).output_stream.subscribe(self.heard.append)

    async def __aenter__(self) -> Self:
        await self._hosted.start_async()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hosted.stop_async()

    def get(self, service: type[TService]) -> TService:
        """Return one of its parts."""
        return resolve(self._services, service)

    @property
    def view(self) -> FleetView:
        """The fleet as this process has it in memory."""
        return self.get(FleetView)

    @property
    def workers(self) -> CMLWorkerRepository:
        """Its workers."""
        return self.get(CMLWorkerRepository)  # type: ignore[type-abstract]  # what is registered is not abstract

    @property
    def operations(self) -> OperationRepository:
        """Its operations."""
        return self.get(OperationRepository)  # type: ignore[type-abstract]  # likewise

    async def commit_async(self, *aggregates: Aggregate) -> list[Aggregate]:
        """Commit; return who was stale."""
        return await self.get(Committer).commit_async(aggregates)

    async def send_async(self, request: Request[Any], role: Role | None = Role.ADMIN) -> Any:
        """Send a request as somebody of this role, or as nobody; return its OperationResult."""
        mediator = self.get(FleetMediator)
        if role is None:
            return await mediator.execute_async(request)
        with acting_as(Principal(id=f"key:{role.name}", name=role.name.lower(), role=role)):
            return await mediator.execute_async(request)

    def kill(self) -> None:
        """End its tasks wherever they are."""
        for service in self.parts:
            part = self.get(service)
            if isinstance(part, BackgroundService) and part.task:
                part.task.cancel()


async def until(condition: Callable[[], object]) -> None:
    """Let the loop turn until something is so."""
    for _ in range(TURNS):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")
