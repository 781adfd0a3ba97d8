"""How a list begins is found once, until something changes."""

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from application.cost.price_list import PriceList
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.cost.worker_costs import WorkerCosts
from application.worker import worker_listings
from application.worker.fleet_view import FleetView
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_listings import WorkerListing, WorkerListings
from domain.catalogue.catalogue_entry import CatalogueEntry
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus
from fakes.catalogue_steps import METAL
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_process import FakeProcess, FakeWorld, settings_with
from fakes.worker_steps import born, stop

ALL = WorkerCriteria()
STOPPED = WorkerCriteria(statuses=frozenset({WorkerStatus.STOPPED}))


def counting(view: FleetView, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how often all workers were looked at."""
    looks: list[int] = []
    workers = view.workers

    def counted() -> Collection[CMLWorkerState]:
        looks.append(1)
        return workers()

    monkeypatch.setattr(view, "workers", counted)
    return lambda: len(looks)


def first_page(listings: WorkerListings, criteria: WorkerCriteria = ALL, sort: str = "name") -> WorkerListing:
    """The first page of two workers."""
    return listings.page(criteria, listings.order(sort, NOON), NOON, 2, None)


async def test_workers_are_looked_at_once_when_nothing_changes(
    process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each other question is one of its own; what comes after a place is looked for each time."""
    await process.commit_async(*map(born, range(1, 4)))
    listings, looks = process.get(WorkerListings), counting(process.view, monkeypatch)
    for _ in range(3):
        listing = first_page(listings)
        assert (len(listing.workers), listing.has_more, listing.total) == (2, True, 3)
    assert looks() == 1
    first_page(listings, sort="-name")
    assert first_page(listings, STOPPED).total == 0
    listings.page(ALL, listings.order("name", NOON), NOON, 1, None)
    later = NOON + timedelta(minutes=1)
    listings.page(ALL, listings.order("name", later), later, 2, None)
    assert looks() == 5
    place = listings.order("name", NOON).place_of(listing.workers[-1])
    for _ in range(2):
        assert len(listings.page(ALL, listings.order("name", NOON), NOON, 2, place).workers) == 1
    assert looks() == 7


async def test_list_is_new_when_a_worker_changes(process: FakeProcess) -> None:
    """One that stops, and one that leaves the fleet."""
    one, two = born(1), born(2)
    await process.commit_async(one, two)
    listings = process.get(WorkerListings)
    assert (first_page(listings).total, first_page(listings, STOPPED).total) == (2, 0)
    await process.commit_async(stop(one))
    assert first_page(listings, STOPPED).workers == [process.view.worker(one.aggregate_id)]
    two.remove(NOON)
    await process.commit_async(two)
    assert (first_page(listings).total, len(process.view.workers())) == (1, 1)


async def test_list_is_new_when_prices_change(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers may be sorted by what they cost."""
    refreshed = RefreshedCatalogue()
    listings = WorkerListings(process.view, WorkerCosts(PriceList(settings_with(), refreshed), FakeClock()))
    looks = counting(process.view, monkeypatch)
    first_page(listings)
    refreshed.load([CatalogueEntry(key="m9.metal", facts=METAL, source="EC2", as_of=NOON)])
    first_page(listings)
    assert looks() == 2


async def test_lists_are_forgotten_when_they_are_many(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for ever other lists does not fill the memory."""
    monkeypatch.setattr(worker_listings, "MOST_KEPT", 2)
    listings, looks = process.get(WorkerListings), counting(process.view, monkeypatch)
    for sort in ("name", "id", "region", "name"):
        first_page(listings, sort=sort)
    assert looks() == 4


async def test_who_left_before_is_in_no_list(world: FakeWorld, process: FakeProcess) -> None:
    """A process that starts reads of those who left a while ago too."""
    one, two = born(1), born(2)
    await process.commit_async(one, two)
    one.remove(NOON)
    await process.commit_async(one)
    async with FakeProcess(world) as another:
        assert [state.id for state in another.view.workers()] == [two.aggregate_id]
        assert [state.id for state in another.view.workers_of([one.aggregate_id])] == [one.aggregate_id]
