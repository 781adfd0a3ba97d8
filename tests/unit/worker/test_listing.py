"""Lists of workers: filtered, sorted, and cut into pages that do not shift."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from application.events.event_position import EventPosition
from application.listing.list_order import ListOrder
from application.worker.list_workers_query import ListWorkersQuery, ListWorkersQueryHandler, WorkerPage
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_listings import WorkerListings
from application.worker.worker_order import SORTABLE, worker_values
from application.worker.worker_series import WorkerSeries
from domain.errors import InvalidCursorError, InvalidRequestError
from domain.telemetry.worker_telemetry import WorkerTelemetry
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.running_time import RunningTime
from domain.worker.worker_status import WorkerStatus
from fakes.costs import cost_at_noon, empty_fleet_view, worker_costs
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_process import FakeProcess, settings_with
from fakes.in_memory_telemetry_history import InMemoryTelemetryHistory
from fakes.readings import imported_worker
from fakes.worker_steps import born

ALL = WorkerCriteria()


def state_of(number: int, name: str = "n", cpu: float | None = None, **fields: Any) -> CMLWorkerState:
    """The n-th worker, with some fields."""
    state = imported_worker(number).state
    return replace(state, name=name, telemetry=WorkerTelemetry(cpu_percent=cpu), **fields)


states = st.lists(
    st.builds(
        state_of,
        st.integers(1, 10_000),
        name=st.sampled_from(["a", "b", "B", "é"]),
        cpu=st.none() | st.floats(0, 100),
        launch_time=st.none() | st.sampled_from([NOON, NOON + timedelta(seconds=1)]),
    ),
    max_size=12,
    unique_by=lambda state: state.id,
)
orders = st.lists(st.tuples(st.sampled_from(["", "-"]), st.sampled_from(SORTABLE)).map("".join), max_size=3).map(
    ",".join
)


def handler_of(workers: Iterable[CMLWorkerState], clock: FakeClock | None = None) -> ListWorkersQueryHandler:
    """A handler that lists these."""
    clock, view = clock or FakeClock(), empty_fleet_view()
    view.load(workers, [], [], [], [], [], EventPosition("5eed0001", 7))
    series = WorkerSeries(InMemoryTelemetryHistory(), clock)
    costs = worker_costs(clock)
    return ListWorkersQueryHandler(view, WorkerListings(view, costs), series, costs, settings_with())


async def page_of(workers: Iterable[CMLWorkerState], **query: Any) -> WorkerPage:
    """One page."""
    asked = ListWorkersQuery(**{"criteria": ALL, **query})
    page = (await handler_of(workers).handle_async(asked)).data
    assert page is not None
    return page


def ids(page: WorkerPage) -> list[str]:
    """Who is on a page."""
    return [orjson.loads(item)["id"] for item in page.items]


async def listed(workers: Iterable[CMLWorkerState], sort: str, limit: int) -> list[str]:
    """Everybody, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await page_of(workers, sort=sort, limit=limit, cursor=cursor)
        found += ids(page)
        if not (cursor := page.next_cursor):
            return found


@settings(deadline=None)
@given(workers=states, sort=orders, limit=st.integers(1, 5))
async def test_pages_are_the_whole_list_when_put_together(workers: list[CMLWorkerState], sort: str, limit: int) -> None:
    """Whatever the order and the length of a page: nobody is left out, nobody comes twice."""
    whole = [
        state.id
        for state in ListOrder.parse(sort, worker_values(cost_at_noon, empty_fleet_view().lab_counts_of)).sorted(
            workers
        )
    ]
    assert sorted(whole) == sorted(state.id for state in workers)
    assert await listed(workers, sort, limit) == whole


@settings(deadline=None)
@given(workers=states, gone=st.data(), sort=orders)
async def test_page_goes_on_behind_its_cursor_when_rows_come_and_go(
    workers: list[CMLWorkerState], gone: st.DataObject, sort: str
) -> None:
    """Who was there all the time is listed exactly once, also when the cursor's own worker has left."""
    first = await page_of(workers, sort=sort, limit=2)
    left = gone.draw(st.sets(st.sampled_from(sorted(state.id for state in workers)))) if workers else set()
    new = [state_of(20_000, name="b"), state_of(20_001, name="zz")]
    later = [state for state in workers if state.id not in left] + new
    second = await page_of(later, sort=sort, limit=1000, cursor=first.next_cursor) if first.next_cursor else None
    seen = ids(first) + (ids(second) if second else [])
    stayed = [state.id for state in workers if state.id not in left]
    assert all(seen.count(worker_id) == 1 for worker_id in stayed)


@pytest.mark.parametrize("sort", ["cpu_percent", "-cpu_percent"])
async def test_unknown_comes_last_in_both_directions(sort: str) -> None:
    """No figure is neither the smallest nor the largest."""
    known, unknown = state_of(1, cpu=5.0), state_of(2)
    assert ids(await page_of([unknown, known], sort=sort)) == [known.id, unknown.id]


async def test_order_by_cost_is_that_of_the_first_page_when_costs_grow() -> None:
    """Who was cheaper on the first page is on the second one, however long the reader took."""
    clock = FakeClock()
    earned = RunningTime(until=NOON, seconds={"c5.2xlarge": 36_000})
    growing = state_of(1, launch_time=NOON)
    resting = state_of(2, status=WorkerStatus.STOPPED, running_time=earned)
    handler = handler_of([growing, resting], clock)
    asked = ListWorkersQuery(criteria=ALL, sort="-month_to_date_usd", limit=1)
    first = (await handler.handle_async(asked)).data
    clock.pass_seconds(7200)
    second = (await handler.handle_async(replace(asked, cursor=first.next_cursor if first else None))).data
    assert first is not None
    assert second is not None
    assert ids(first) + ids(second) == [resting.id, growing.id]
    assert ids(await page_of([growing, resting], sort="-usd_per_hour")) == [growing.id, resting.id]


async def test_cursor_is_refused_when_it_is_of_an_older_version() -> None:
    """Cursors that hold less were given out before the last start: the list begins anew."""
    old = URLSafeSerializer("s" * 32, salt="workers").dumps(["name,id", ["n", "x"]])
    with pytest.raises(InvalidCursorError):
        await page_of([state_of(1)], cursor=str(old))


async def test_sort_is_refused_when_a_field_cannot_be_sorted_by() -> None:
    """The refusal names those that can."""
    for sort in ("secret", "-", "name,__class__"):
        with pytest.raises(InvalidRequestError, match="cpu_percent") as refusal:
            await page_of([], sort=sort)
        assert (refusal.value.pointer, refusal.value.code) == ("sort", "unknown_field")


@given(st.text(min_size=1))
async def test_cursor_is_refused_when_forged(cursor: str) -> None:
    """Only what this service signed is read."""
    with pytest.raises(InvalidCursorError):
        await page_of([state_of(1)], cursor=cursor)


async def test_cursor_is_refused_when_it_is_of_another_order() -> None:
    """A place in one order is no place in another."""
    workers = [state_of(number) for number in (1, 2)]
    cursor = (await page_of(workers, sort="name", limit=1)).next_cursor
    with pytest.raises(InvalidCursorError):
        await page_of(workers, sort="-name", cursor=cursor)


async def test_page_says_how_many_there_are_and_what_it_is_true_for() -> None:
    """Total of all pages, and the position of the newest event in it."""
    page = await page_of([state_of(number) for number in range(1, 6)], limit=2)
    assert (page.total, page.fleet_sequence, len(page.items)) == (5, "5eed0001-7", 2)


async def test_list_shows_the_fleet_when_sent(process: FakeProcess) -> None:
    """Through the mediator, as a viewer."""
    await process.commit_async(born(2), born(1))
    page = (await process.send_async(ListWorkersQuery(criteria=ALL))).data
    assert [orjson.loads(item)["name"] for item in page.items] == ["worker-1", "worker-2"]
