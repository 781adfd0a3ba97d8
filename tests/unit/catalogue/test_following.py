"""The catalogue in memory: every process follows it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from application.catalogue.catalogue_follower import RETRY_SECONDS, CatalogueFollower
from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.price_list import OWN_PRICE, PriceList
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.cost.worker_costs import WorkerCosts
from application.snapshot.fleet_snapshots import FleetSnapshots
from domain.catalogue.catalogue_entry import AnyEntry, CatalogueEntry, OnDemandPrice
from domain.catalogue.instance_facts import InstanceFacts
from domain.errors import SourceUnavailableError
from fakes.catalogue_steps import METAL, furnished, refresh
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, settings_with, until
from fakes.readings import EAST
from fakes.worker_steps import born

NEW: AnyEntry = CatalogueEntry(key="m9.metal", facts=METAL, source="EC2", as_of=NOON)
PRICE: AnyEntry = CatalogueEntry(
    key="us-east-1/m5zn.metal",
    facts=OnDemandPrice(region="us-east-1", instance_type="m5zn.metal", usd_per_hour=4.5),
    source="AWS Price List",
    as_of=NOON,
)


@pytest.fixture
async def other(world: FakeWorld, process: FakeProcess) -> AsyncIterator[FakeProcess]:
    """Another process of the same service."""
    async with FakeProcess(world) as started:
        yield started


async def test_every_process_knows_what_one_has_refreshed(
    world: FakeWorld, process: FakeProcess, other: FakeProcess
) -> None:
    """Prices, and so costs, and key figures of types that the service did not bring along."""
    worker = next(iter(other.view.workers_of([born(1, EAST).aggregate_id])))
    world.ec2.types["m5zn.metal"] = replace(METAL, vcpus=50)
    before = other.view.json_of(worker)
    await refresh(process)
    await until(lambda: other.get(PriceList).price_of(EAST.region, "m5zn.metal").usd_per_hour == 4.5)  # type: ignore[union-attr]
    assert other.get(WorkerCosts).cost_of(worker, NOON).usd_per_hour == 4.5
    after = other.view.json_of(worker)
    assert (b'"usd_per_hour":4.5' in after, b'"vcpus":50' in after) == (True, True)
    assert b'"vcpus":48' in before


async def test_snapshots_are_made_anew(process: FakeProcess) -> None:
    """Those of before hold what no longer is so, though no event of a worker has come since."""
    snapshots = process.get(FleetSnapshots)
    (before,) = snapshots.snapshot().worker_pages
    process.get(RefreshedCatalogue).load([PRICE])
    (after,) = snapshots.snapshot().worker_pages
    assert (b'"usd_per_hour":4.5' in before, b'"usd_per_hour":4.5' in after) == (False, True)


async def test_is_loaded_at_start() -> None:
    """Before anybody asks."""
    world = furnished()
    await world.catalogue.write_async([NEW], [])
    async with FakeProcess(world) as process:
        assert process.get(InstanceCatalogue).facts_of("m9.metal") == METAL


async def test_starts_without_a_database_and_reads_it_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service brings along holds meanwhile."""
    monkeypatch.setattr("application.catalogue.catalogue_follower.RETRY_SECONDS", RETRY_SECONDS / 1000)
    world = furnished()
    await world.catalogue.write_async([NEW], [])
    world.catalogue.error = SourceUnavailableError("the database does not answer")
    with capture_logs() as logged:
        async with FakeProcess(world) as process:
            types = process.get(InstanceCatalogue)
            assert types.facts_of("m9.metal") is None
            process.get(CatalogueFollower).look_again()
            await until(lambda: types.facts_of("m9.metal"))
    assert {"event": "catalogue_unread", "log_level": "warning", "reason": "the database does not answer"} in logged


def test_own_price_wins_over_a_refreshed_one_and_that_over_the_table() -> None:
    """Each with its source and date; a discount is one on the refreshed price."""
    refreshed = RefreshedCatalogue()
    refreshed.load([PRICE])
    listed = PriceList(settings_with(), refreshed).price_of("us-east-1", "m5zn.metal")
    assert listed is not None
    assert (listed.usd_per_hour, listed.source, listed.as_of) == (4.5, "AWS Price List", "2026-06-01")
    discounted = PriceList(settings_with(instance_prices=[{"discount_percent": 10}]), refreshed)
    found = discounted.price_of("us-east-1", "m5zn.metal")
    assert found is not None
    assert (found.usd_per_hour, found.source) == (4.05, f"AWS Price List, less 10 % by {OWN_PRICE}")
    own = PriceList(settings_with(instance_prices=[{"usd_per_hour": 1}]), refreshed).price_of("us-east-1", "m5zn.metal")
    assert own is not None
    assert (own.usd_per_hour, own.source) == (1, OWN_PRICE)


def test_observers_are_told_of_changes_alone() -> None:
    """To load the same again costs nobody what they worked out."""
    refreshed, told = RefreshedCatalogue(), list[int]()
    refreshed.when_changed(lambda: told.append(len(refreshed.all(InstanceFacts))))
    refreshed.load([NEW])
    refreshed.load([NEW])
    refreshed.load([])
    assert told == [1, 0]


def test_all_types_are_the_refreshed_ones_and_those_of_the_table() -> None:
    """By name, and a refreshed one comes with its date."""
    refreshed = RefreshedCatalogue()
    changed: AnyEntry = CatalogueEntry(key="m5zn.metal", facts=METAL, source="EC2", as_of=NOON)
    refreshed.load([NEW, changed])
    known = {each.name: each for each in InstanceCatalogue(refreshed).all()}
    assert list(known) == sorted(known)
    assert (known["m9.metal"].source, known["m5zn.metal"].as_of) == ("EC2", "2026-06-01")
    assert (known["c5.large"].as_of, "moto" in known["c5.large"].source) == (None, True)
