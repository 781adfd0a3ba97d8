"""catalogue-refresh: what images, instance types, prices and definitions there are, once a day."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.catalogue.aws_facts_reader import AwsFactsReader
from application.catalogue.catalogue_keeping import CatalogueKeeping
from application.catalogue.catalogue_readings import CatalogueReadings
from application.catalogue.definitions_reader import DefinitionsReader
from application.catalogue.price_facts_reader import PriceFactsReader
from application.catalogue.wanted_facts import WantedFacts
from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.live.live_settings import LiveSettings
from application.telemetry.fleet_pass import FleetPass
from application.worker.active_workers import ActiveWorkers
from application.worker.aws_scopes import AwsScopes
from domain.catalogue.catalogue_entry import MachineImage, OnDemandPrice
from domain.catalogue.instance_facts import InstanceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRefreshResult(JobResult):
    """What was read, and what of that was news."""

    images_read: Annotated[int, Field(ge=0, description="images (AMIs), in each region")]
    instance_types_read: Annotated[int, Field(ge=0, description="instance types, in each region")]
    prices_read: Annotated[int, Field(ge=0, description="prices of instance types, in each region")]
    controllers_read: Annotated[int, Field(ge=0, description="controllers whose definitions were read")]
    entries_changed: Annotated[
        int, Field(ge=0, description="entries of the catalogue that are new or other than before")
    ]
    entries_removed: Annotated[int, Field(ge=0, description="entries that nothing in the fleet uses any more")]
    errors_count: Annotated[int, Field(ge=0, description="calls that failed")]


@backgroundjob(
    task_type="recurrent",
    daily="04:10",
    jitter_seconds=600,
    timeout_seconds=600,
    enabled=lambda settings: settings.worker_monitoring_enabled,
    aws_call_budget=5_000,
    cml_call_budget=50_000,
    can_dry_run=True,
)
class CatalogueRefreshJob(RecurrentBackgroundJob):
    """Read what the fleet uses of images, instance types and prices, and what its controllers can run."""

    def __init__(
        self,
        active: ActiveWorkers,
        scopes: AwsScopes,
        live: LiveSettings,
        aws: AwsFactsReader,
        prices: PriceFactsReader,
        definitions: DefinitionsReader,
        keeping: CatalogueKeeping,
        clock: Clock,
    ) -> None:
        self._active = active
        self._scopes = scopes
        self._live = live
        self._aws = aws
        self._prices = prices
        self._definitions = definitions
        self._keeping = keeping
        self._clock = clock

    async def run_every(self, run: JobRun) -> CatalogueRefreshResult:
        """Read AWS, then the controllers; keep what is news."""
        workers = await self._active.load_async()
        states = [worker.state for worker in workers]
        wanted = WantedFacts.of(states, self._live.now.templates, self._scopes.all)
        readings = CatalogueReadings(self._clock.now())
        await self._aws.read_async(run, wanted, readings)
        await self._prices.read_async(run, wanted, readings)
        fleet = FleetPass(run, workers, self._clock)
        async for part in fleet.parts_async():
            await self._definitions.read_async(run, part, readings)
        changes = await self._keeping.changes_async(readings, wanted, {state.id for state in states})
        if not run.dry_run:
            await self._keeping.keep_async(changes)
        await fleet.end_async()
        return CatalogueRefreshResult(
            images_read=readings.count(MachineImage),
            instance_types_read=readings.count(InstanceFacts),
            prices_read=readings.count(OnDemandPrice),
            controllers_read=len(readings.definitions),
            entries_changed=len(changes.written),
            entries_removed=len(changes.removed),
            errors_count=readings.errors,
        )
