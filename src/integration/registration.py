"""Registers the adapters behind the ports."""

from neuroglia.dependency_injection.service_provider import ServiceCollection
from opentelemetry.metrics import Meter
from opentelemetry.trace import Tracer

from application.errors import StartupError
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
from application.ports.idempotency_store import IdempotencyStore
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
from application.settings import Settings
from domain.access.api_key import ApiKeyRepository
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
from integration.archive_stores import ConfiguredArchiveStores
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_configuration import AwsAccount, AwsConfiguration
from integration.aws.aws_ec2_client import AwsEC2Client
from integration.aws.aws_hosting import AwsHosting
from integration.aws.aws_instance_launcher import AwsInstanceLauncher
from integration.aws.aws_price_reader import AwsPriceReader
from integration.aws.measured_aws_clients import MeasuredAwsClients
from integration.cml.aiohttp_cml_client import AiohttpCMLClient
from integration.cml.asyncio_certificate_viewer import AsyncioCertificateViewer
from integration.cml.cml_connections import CMLConnections
from integration.cml.cml_sessions import CMLSessions
from integration.cml.lab_reader import LabReader
from integration.cml.licence_desk import LicenceDesk
from integration.cml.measured_cml_connections import MeasuredCMLConnections
from integration.cml.node_reader import NodeReader
from integration.cml.trusted_certificates import TrustedCertificates
from integration.duckdb.duckdb_archive_files import DuckDBArchiveFiles
from integration.encryption.aes_gcm_sealer import AesGcmSealer
from integration.mongo.command_figures import CommandFigures
from integration.mongo.measured_event_log import MeasuredEventLog
from integration.mongo.mongo_alert_mute_repository import MongoAlertMuteRepository
from integration.mongo.mongo_alert_repository import MongoAlertRepository
from integration.mongo.mongo_alert_rule_repository import MongoAlertRuleRepository
from integration.mongo.mongo_api_key_repository import MongoApiKeyRepository
from integration.mongo.mongo_archive_plan_repository import MongoArchivePlanRepository
from integration.mongo.mongo_archive_source import MongoArchiveSource
from integration.mongo.mongo_audit_log import MongoAuditLog
from integration.mongo.mongo_catalogue_store import MongoCatalogueStore
from integration.mongo.mongo_cml_credentials_repository import MongoCMLCredentialsRepository
from integration.mongo.mongo_cml_trust_repository import MongoCMLTrustRepository
from integration.mongo.mongo_cml_worker_repository import MongoCMLWorkerRepository
from integration.mongo.mongo_consumers import MongoConsumers
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_dead_letters import MongoDeadLetters
from integration.mongo.mongo_fleet_settings_repository import MongoFleetSettingsRepository
from integration.mongo.mongo_health import MongoHealth
from integration.mongo.mongo_idempotency_store import MongoIdempotencyStore
from integration.mongo.mongo_indexes import MongoIndexes
from integration.mongo.mongo_job_configurations import MongoJobConfigurations
from integration.mongo.mongo_job_executions import MongoJobExecutions
from integration.mongo.mongo_job_logs import MongoJobLogs
from integration.mongo.mongo_lab_record_repository import MongoLabRecordRepository
from integration.mongo.mongo_leases import MongoLeases
from integration.mongo.mongo_license_token_store import MongoLicenseTokenStore
from integration.mongo.mongo_operation_repository import MongoOperationRepository
from integration.mongo.mongo_projection import MongoProjection
from integration.mongo.mongo_telemetry_history import MongoTelemetryHistory
from integration.mongo.mongo_topology_store import MongoTopologyStore
from integration.mongo.mongo_webhook_repository import MongoWebhookRepository
from integration.mongo.mongo_webhook_statuses import MongoWebhookStatuses
from integration.mongo.server_clock import ServerClock
from integration.opentelemetry.open_telemetry import OpenTelemetry
from integration.opentelemetry.prometheus_metrics_page import PrometheusMetricsPage
from integration.scheduling.apscheduler_job_scheduler import APSchedulerJobScheduler
from integration.uuid.uuid7_id_generator import Uuid7IdGenerator
from integration.webhooks.aiohttp_webhook_sender import AiohttpWebhookSender
from integration.webhooks.webhook_connections import WebhookConnections

HOSTED = (OpenTelemetry, MongoDatabase, MongoIndexes, AwsHosting, CMLConnections, WebhookConnections)

HEALTH_CHECKS = (MongoHealth,)


def register(services: ServiceCollection, settings: Settings) -> None:
    """Register every adapter; StartupError for a setting that an adapter cannot work with."""
    telemetry = OpenTelemetry(settings)
    services.add_singleton(OpenTelemetry, singleton=telemetry)
    services.add_singleton(Tracer, singleton=telemetry.tracer)
    services.add_singleton(Meter, singleton=telemetry.meter)
    services.add_singleton(MetricsPage, PrometheusMetricsPage)
    services.add_singleton(MongoDatabase, singleton=_mongo_database(settings, telemetry.meter))
    services.add_singleton(MongoHealth)
    services.add_singleton(MongoIndexes)
    services.add_singleton(EventLog, MeasuredEventLog)
    services.add_singleton(Projection, MongoProjection)
    services.add_singleton(Leases, MongoLeases)
    services.add_singleton(Consumers, MongoConsumers)
    services.add_singleton(DeadLetters, MongoDeadLetters)
    services.add_singleton(TelemetryHistory, MongoTelemetryHistory)
    services.add_singleton(CMLWorkerRepository, MongoCMLWorkerRepository)
    services.add_singleton(LabRecordRepository, MongoLabRecordRepository)
    services.add_singleton(TopologyStore, MongoTopologyStore)
    services.add_singleton(LicenseTokenStore, MongoLicenseTokenStore)
    services.add_singleton(OperationRepository, MongoOperationRepository)
    services.add_singleton(FleetSettingsRepository, MongoFleetSettingsRepository)
    services.add_singleton(ApiKeyRepository, MongoApiKeyRepository)
    services.add_singleton(AuditLog, MongoAuditLog)
    services.add_singleton(IdempotencyStore, MongoIdempotencyStore)
    services.add_singleton(IdGenerator, Uuid7IdGenerator)
    services.add_singleton(AwsConfiguration, singleton=aws_configuration(settings))
    services.add_singleton(AwsClients, MeasuredAwsClients)
    services.add_singleton(AwsHosting)
    services.add_singleton(EC2Client, AwsEC2Client)
    services.add_singleton(InstanceLauncher, AwsInstanceLauncher)
    services.add_singleton(CloudWatchClient, AwsCloudWatchClient)
    services.add_singleton(PriceReader, AwsPriceReader)
    services.add_singleton(CatalogueStore, MongoCatalogueStore)
    _register_cml(services)
    _register_alerts(services)
    _register_webhooks(services)
    _register_archive(services)
    _register_jobs(services)


def _register_alerts(services: ServiceCollection) -> None:
    services.add_singleton(AlertRepository, MongoAlertRepository)
    services.add_singleton(AlertRuleRepository, MongoAlertRuleRepository)
    services.add_singleton(AlertMuteRepository, MongoAlertMuteRepository)


def _register_jobs(services: ServiceCollection) -> None:
    services.add_singleton(ServerClock)
    services.add_singleton(JobConfigurations, MongoJobConfigurations)
    services.add_singleton(JobExecutions, MongoJobExecutions)
    services.add_singleton(JobLogs, MongoJobLogs)
    services.add_singleton(JobScheduler, APSchedulerJobScheduler)


def _register_webhooks(services: ServiceCollection) -> None:
    services.add_singleton(WebhookRepository, MongoWebhookRepository)
    services.add_singleton(WebhookStatuses, MongoWebhookStatuses)
    services.add_singleton(WebhookConnections)
    services.add_singleton(WebhookSender, AiohttpWebhookSender)


def _register_archive(services: ServiceCollection) -> None:
    services.add_singleton(ArchivePlanRepository, MongoArchivePlanRepository)
    services.add_singleton(ArchiveSource, MongoArchiveSource)
    services.add_singleton(ArchiveFiles, DuckDBArchiveFiles)
    services.add_singleton(ArchiveStores, ConfiguredArchiveStores)


def _register_cml(services: ServiceCollection) -> None:
    services.add_singleton(Sealer, AesGcmSealer)
    services.add_singleton(CMLCredentialsRepository, MongoCMLCredentialsRepository)
    services.add_singleton(CMLTrustRepository, MongoCMLTrustRepository)
    services.add_singleton(TrustedCertificates)
    services.add_singleton(CMLConnections, MeasuredCMLConnections)
    services.add_singleton(CMLSessions)
    services.add_singleton(NodeReader)
    services.add_singleton(LabReader)
    services.add_singleton(LicenceDesk)
    services.add_singleton(CMLClient, AiohttpCMLClient)
    services.add_singleton(CertificateViewer, AsyncioCertificateViewer)


def _mongo_database(settings: Settings, meter: Meter) -> MongoDatabase:
    uri, figures = settings.mongodb_uri.get_secret_value(), CommandFigures(meter)
    return MongoDatabase(uri, settings.mongodb_database, settings.mongodb_timeout_seconds, [figures])


def aws_configuration(settings: Settings) -> AwsConfiguration:
    """Return what the AWS adapters are told; StartupError for what they cannot work with."""
    accounts = (AwsAccount(**account.model_dump()) for account in settings.aws_accounts)
    try:
        return AwsConfiguration(
            accounts=tuple(accounts),
            endpoint_url=settings.aws_endpoint_url,
            threads_per_client=settings.aws_threads_per_client,
            refused_interval_seconds=settings.aws_refused_interval_seconds,
            cloudwatch_period_seconds=settings.cloudwatch_period_seconds,
        )
    except ValueError as error:
        raise StartupError(f"CML_FLEET_CLOUDWATCH_PERIOD_SECONDS: {error}") from error
