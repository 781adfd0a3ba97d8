"""The service under measurement, in this process, on a real database and a simulated AWS."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from pydantic import SecretStr

from application.access.acting import acting_as
from application.clock import Clock
from application.interpreter import favour_event_loop
from application.mediator import FleetMediator
from application.ports.ec2_client import InstanceCriteria
from application.resolve import resolve
from application.settings import AwsAccountSettings, Settings
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from application.telemetry.worker_metrics_service import WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from application.worker.bulk_import_cml_workers_command import BulkImportCMLWorkersCommand
from benchmarks.measuring.command_log import CommandLog
from benchmarks.shifted_clock import ShiftedClock
from benchmarks.surroundings.simulator import REGION, Simulator
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker_repository import CMLWorkerRepository
from main import FleetApp, create_app

ADMIN_KEY = "cmlf_" + "k" * 43
ACCOUNT = "default"
SCOPE = AwsScope(ACCOUNT, REGION)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the database and the simulator are, and who listens to what is said to the database."""

    uri: str
    simulator: Simulator
    commands: CommandLog
    workers: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """A running service and the parts of it that a cycle needs."""

    bench: Bench
    app: FleetApp
    clock: ShiftedClock
    settings: Settings
    active: ActiveWorkers = field(init=False)
    workers: CMLWorkerRepository = field(init=False)
    metrics: WorkerMetricsService = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "active", resolve(self.app.services, ActiveWorkers))
        object.__setattr__(self, "workers", resolve(self.app.services, CMLWorkerRepository))  # type: ignore[type-abstract]  # registered by its port
        object.__setattr__(self, "metrics", resolve(self.app.services, WorkerMetricsService))

    @property
    def collection_job(self) -> WorkerMetricsCollectionJob:
        """The job that reads the fleet."""
        return resolve(self.app.services, WorkerMetricsCollectionJob)

    async def save_async(self, batch: FleetRefresh) -> None:
        """Commit what a refresh has read, as the jobs do."""
        workers = list(batch.workers.values())
        await self.workers.update_many_async(workers, batch.apply_to, batch.announcements, batch.changed_labs)

    async def import_all_async(self) -> None:
        """Import every instance of the simulator."""
        command = BulkImportCMLWorkersCommand(criteria=InstanceCriteria(ami_names=["*"]))
        with acting_as(SYSTEM_PRINCIPAL):
            result = await resolve(self.app.services, FleetMediator).execute_async(command)
        imported = result.data.imported if result.data else ()
        assert len(imported) == self.bench.workers, "not every worker was imported"


def settings_of(bench: Bench, database: str, threads: int) -> Settings:
    """The settings of a service without a clock of its own; every figure that moved is told."""
    return Settings(
        mongodb_uri=SecretStr(bench.uri),
        mongodb_database=database,
        aws_regions=[REGION],
        aws_accounts=[AwsAccountSettings(name=ACCOUNT)],
        aws_endpoint_url=bench.simulator.address,
        aws_threads_per_client=threads,
        worker_monitoring_enabled=False,
        telemetry_threshold_percent_points=0.0001,
        rate_limit_burst=1_000_000,
        secret_key=SecretStr("s" * 43),
        api_key_pepper=SecretStr("p" * 43),
        bootstrap_admin_key=SecretStr(ADMIN_KEY),
        cml_url="",
        cml_endpoint_tag="cml-endpoint",
        cml_username="admin",
        cml_password=SecretStr("simulated"),
        outbound_allow_http=True,
        outbound_allow_loopback=True,
        outbound_allowed_ports=[],
    )


@asynccontextmanager
async def running_fleet(bench: Bench, threads: int = 4) -> AsyncIterator[Fleet]:
    """Start the service on a database of its own, import the fleet, and stop it after the block."""
    database = f"bench_{uuid4().hex[:8]}"
    bench.commands.database = database
    clock = ShiftedClock()
    settings = settings_of(bench, database, threads)
    app = create_app(settings, {Clock: clock})
    async with app.running():
        fleet = Fleet(bench, app, clock, settings)
        await fleet.import_all_async()
        favour_event_loop()  # as the service does once it has started
        yield fleet
        gc.unfreeze()
