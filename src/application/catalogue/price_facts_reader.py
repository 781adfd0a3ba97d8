"""PriceFactsReader: AWS's prices of the instance types that each region uses."""

from application.catalogue.catalogue_readings import AWS_PRICES, CatalogueReadings
from application.catalogue.unread import tell_unread
from application.catalogue.wanted_facts import WantedFacts
from application.faults import result_or_error
from application.job.job_run import JobRun
from application.ports.price_reader import PriceReader
from application.settings import Settings
from domain.catalogue.catalogue_entry import OnDemandPrice, price_key

OVER_BUDGET = "prices were not read, since the budget of calls is spent"
NO_PRICE = "AWS tells no single on-demand price of the instance type"


class PriceFactsReader:
    """Asks only where the setting `catalogue_prices` says so: it needs a permission that nothing else does."""

    def __init__(self, prices: PriceReader, settings: Settings) -> None:
        self._prices = prices
        self._wanted = settings.catalogue_prices
        self._account = settings.aws_accounts[0].name

    async def read_async(self, run: JobRun, wanted: WantedFacts, readings: CatalogueReadings) -> None:
        """Read region after region; one that fails is a warning."""
        if not self._wanted:
            return
        for region, types in sorted(wanted.types_by_region.items()):
            if run.is_over_budget:
                run.warn(OVER_BUDGET, region)
            elif types:
                await self._read_region_async(run, region, types, readings)

    async def _read_region_async(self, run: JobRun, region: str, types: set[str], readings: CatalogueReadings) -> None:
        found = await result_or_error(self._prices.read_prices_async(self._account, region, types))
        if isinstance(found, Exception):
            tell_unread(run, readings, "prices", region, found)
            return
        for name, usd in found.items():
            facts = OnDemandPrice(region=region, instance_type=name, usd_per_hour=usd)
            readings.note(price_key(region, name), facts, AWS_PRICES)
        for name in sorted(types - found.keys()):
            run.warn(NO_PRICE, f"{name} ({region})")
