"""What an hour of an instance costs: AWS's on-demand price for Linux, or one's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from application.cost.data_file import rows_of
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.settings import InstancePriceSettings, Settings
from domain.catalogue.catalogue_entry import OnDemandPrice, price_key

OWN_PRICE = "the setting instance_prices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars per hour, from where, and the day it was true; `as_of` is None for a price of one's own."""

    usd_per_hour: float
    source: str
    as_of: str | None


class PriceList:
    """The prices of `on_demand_prices.csv`, under refreshed ones, under those of the setting `instance_prices`.

    What all of them lack is unknown.
    """

    def __init__(self, settings: Settings, refreshed: RefreshedCatalogue) -> None:
        self._own: Sequence[InstancePriceSettings] = settings.instance_prices
        self._refreshed = refreshed
        self._listed = _listed_prices()
        self._known: dict[tuple[str, str], Price | None] = {}
        refreshed.when_changed(self._known.clear)

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever other prices may hold; it must not wait."""
        self._refreshed.when_changed(observer)

    def price_of(self, region: str, instance_type: str) -> Price | None:
        """The price of a type in a region; None where nobody has said it."""
        place = (region, instance_type)
        if place not in self._known:
            self._known[place] = self._find(region, instance_type)
        return self._known[place]

    def _find(self, region: str, instance_type: str) -> Price | None:
        listed = self._refreshed_price(region, instance_type) or self._listed.get((region, instance_type))
        for own in self._own:
            if fnmatchcase(region, own.region) and fnmatchcase(instance_type, own.instance_type):
                return _own_price(own, listed)
        return listed

    def _refreshed_price(self, region: str, instance_type: str) -> Price | None:
        entry = self._refreshed.find(OnDemandPrice, price_key(region, instance_type))
        if entry is None:
            return None
        as_of = entry.as_of.date().isoformat()
        return Price(usd_per_hour=entry.facts.usd_per_hour, source=entry.source, as_of=as_of)


def _own_price(own: InstancePriceSettings, listed: Price | None) -> Price | None:
    if own.usd_per_hour is not None:
        return Price(usd_per_hour=own.usd_per_hour, source=OWN_PRICE, as_of=None)
    if listed is None or own.discount_percent is None:
        return None
    discounted = round(listed.usd_per_hour * (1 - own.discount_percent / 100), 6)
    return replace(
        listed, usd_per_hour=discounted, source=f"{listed.source}, less {own.discount_percent:g} % by {OWN_PRICE}"
    )


def _listed_prices() -> Mapping[tuple[str, str], Price]:
    sources = {row["source"]: row for row in rows_of("price_sources.csv")}
    return {
        (row["region"], row["instance_type"]): Price(
            usd_per_hour=float(row["usd_per_hour"]),
            source=sources[row["source"]]["title"],
            as_of=sources[row["source"]]["as_of"],
        )
        for row in rows_of("on_demand_prices.csv")
    }
