"""Registers the adapters behind the ports."""

from neuroglia.dependency_injection.service_provider import ServiceCollection

from application.errors import StartupError
from application.job.job_scheduler import JobScheduler
from application.ports.cloudwatch_client import CloudWatchClient
from application.ports.ec2_client import EC2Client
from application.ports.event_log import EventLog
from application.ports.id_generator import IdGenerator
from application.ports.idempotency_store import IdempotencyStore
from application.ports.projection import Projection
from application.settings import Settings
from domain.access.api_key import ApiKeyRepository
from domain.worker.cml_worker_repository import CMLWorkerRepository
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_configuration import AwsAccount, AwsConfiguration
from integration.aws.aws_ec2_client import AwsEC2Client
from integration.aws.aws_hosting import AwsHosting
from integration.mongo.mongo_api_key_repository import MongoApiKeyRepository
from integration.mongo.mongo_cml_worker_repository import MongoCMLWorkerRepository
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog
from integration.mongo.mongo_idempotency_store import MongoIdempotencyStore
from integration.mongo.mongo_indexes import MongoIndexes
from integration.mongo.mongo_projection import MongoProjection
from integration.scheduling.apscheduler_job_scheduler import APSchedulerJobScheduler
from integration.uuid.uuid7_id_generator import Uuid7IdGenerator

HOSTED = (MongoDatabase, MongoIndexes, AwsHosting)


def register(services: ServiceCollection, settings: Settings) -> None:
    """Register every adapter; StartupError for a setting that an adapter cannot work with."""
    services.add_singleton(MongoDatabase, singleton=_mongo_database(settings))
    services.add_singleton(MongoIndexes)
    services.add_singleton(EventLog, MongoEventLog)
    services.add_singleton(Projection, MongoProjection)
    services.add_singleton(CMLWorkerRepository, MongoCMLWorkerRepository)
    services.add_singleton(ApiKeyRepository, MongoApiKeyRepository)
    services.add_singleton(IdempotencyStore, MongoIdempotencyStore)
    services.add_singleton(IdGenerator, Uuid7IdGenerator)
    services.add_singleton(AwsClients, singleton=AwsClients(_aws_configuration(settings)))
    services.add_singleton(AwsHosting)
    services.add_singleton(EC2Client, AwsEC2Client)
    services.add_singleton(CloudWatchClient, AwsCloudWatchClient)
    services.add_singleton(JobScheduler, APSchedulerJobScheduler)


def _mongo_database(settings: Settings) -> MongoDatabase:
    uri = settings.mongodb_uri.get_secret_value()
    return MongoDatabase(uri, settings.mongodb_database, settings.mongodb_timeout_seconds)


def _aws_configuration(settings: Settings) -> AwsConfiguration:
    accounts = (AwsAccount(**account.model_dump()) for account in settings.aws_accounts)
    try:
        return AwsConfiguration(
            accounts=tuple(accounts),
            endpoint_url=settings.aws_endpoint_url,
            threads_per_client=settings.aws_threads_per_client,
            cloudwatch_period_seconds=settings.cloudwatch_period_seconds,
        )
    except ValueError as error:
        raise StartupError(f"CML_FLEET_CLOUDWATCH_PERIOD_SECONDS: {error}") from error
