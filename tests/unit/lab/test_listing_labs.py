"""Lists of labs, and one lab."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from application.lab import lab_json
from application.lab.get_lab_query import GetLabQuery
from application.lab.lab_criteria import LabCriteria
from application.lab.lab_dto import LabDto
from application.lab.lab_json import LabJson
from application.lab.list_labs_query import VALUES, ListLabsQuery
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.worker.lab_view import LabView
from application.worker.list_workers_query import ListWorkersQuery
from application.worker.worker_criteria import WorkerCriteria
from domain.cml.lab_state import LabState
from domain.lab.lab_events import LabDomainEvent, LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import LabRecordState
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.in_memory_projection import copy_of
from fakes.readings import EAST, WEST, unborn_worker

ONE = unborn_worker(1, EAST).aggregate_id
TWO = unborn_worker(2, WEST).aggregate_id
NOBODY = "00000000-0000-4000-8000-000000000000"
EVERY = LabCriteria()
HOSTILE = "z\x00\u202e\r\ndata: x"


@pytest.fixture
async def listing(world: FakeWorld, process: FakeProcess) -> FakeProcess:
    """The service with three labs on one worker and one on the other."""
    world.cml.put(ONE, lab_reading(1, title="OSPF"), lab_reading(2, title=HOSTILE, owner="mei", link_count=None))
    world.cml.put(ONE, lab_reading(3, title="bgp", description="Two areas", state=LabState.STARTED))
    world.cml.put(TWO, lab_reading(1, title="isis"))
    for worker_id in (ONE, TWO):
        await process.send_async(SyncWorkerCMLLabsCommand(worker_id))
    return process


async def page_of(process: FakeProcess, **query: Any) -> Any:
    """One page."""
    return (await process.send_async(ListLabsQuery(**{"criteria": EVERY, **query}))).data


def titles(page: Any) -> list[str]:
    """The titles of a page."""
    return [orjson.loads(item)["title"] for item in page.items]


async def test_fleet_wide_list_is_in_order_of_titles(listing: FakeProcess) -> None:
    """With the name of each lab's worker, and hostile texts as they are."""
    page = await page_of(listing)
    assert (titles(page), page.total) == (["OSPF", "bgp", "isis", HOSTILE], 4)
    assert {orjson.loads(item)["worker_name"] for item in page.items} == {"worker-1", "worker-2"}


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        (LabCriteria(text="AREAS"), ["bgp"]),
        (LabCriteria(title="S"), ["OSPF", "isis"]),
        (LabCriteria(states=frozenset({LabState.STARTED})), ["bgp"]),
        (LabCriteria(owners=frozenset({"mei"})), [HOSTILE]),
        (LabCriteria(worker_ids=frozenset({TWO})), ["isis"]),
        (LabCriteria(worker_ids=frozenset({TWO}), text="bgp"), []),
    ],
)
async def test_list_shows_what_meets_all_criteria(
    listing: FakeProcess, criteria: LabCriteria, found: list[str]
) -> None:
    """Texts are looked for literally."""
    assert titles(await page_of(listing, criteria=criteria)) == found


async def test_pages_show_each_lab_once(listing: FakeProcess) -> None:
    """In any order, also by what is not known of all."""
    for sort in VALUES:
        page, found = await page_of(listing, sort=f"-{sort}", limit=1), []
        while True:
            found += [orjson.loads(item)["id"] for item in page.items]
            if page.next_cursor is None:
                break
            page = await page_of(listing, sort=f"-{sort}", limit=1, cursor=page.next_cursor)
        assert len(set(found)) == len(found) == 4


async def test_list_refuses_what_makes_no_sense(listing: FakeProcess) -> None:
    """Unknown fields, cursors of other lists, unknown workers."""
    cursor = (await page_of(listing, limit=1)).next_cursor
    for query, code in (
        ({"sort": "colour"}, "unknown_field"),
        ({"cursor": "x"}, "invalid_cursor"),
        ({"cursor": cursor, "sort": "id"}, "invalid_cursor"),
        ({"worker_id": NOBODY}, "not_found"),
    ):
        result = await listing.send_async(ListLabsQuery(criteria=EVERY, **query))
        assert result.error.code == code


async def test_one_worker_has_its_own_list(listing: FakeProcess) -> None:
    """And shows how many labs it has and how many run."""
    assert titles(await page_of(listing, worker_id=ONE)) == ["OSPF", "bgp", HOSTILE]
    worker = orjson.loads(listing.view.json_of(listing.view.workers_of([ONE])[0]))
    assert (worker["labs_total"], worker["labs_running"]) == (3, 1)


@pytest.mark.parametrize(
    ("sort", "order"), [("-labs_total", [ONE, TWO]), ("labs_running", [TWO, ONE]), ("labs_total", [TWO, ONE])]
)
async def test_workers_are_listed_by_their_labs(listing: FakeProcess, sort: str, order: list[str]) -> None:
    """By how many there are, and by how many run."""
    page = (await listing.send_async(ListWorkersQuery(criteria=WorkerCriteria(), sort=sort))).data
    assert [orjson.loads(item)["id"] for item in page.items] == order


async def test_one_lab_is_shown_with_its_history(world: FakeWorld, listing: FakeProcess) -> None:
    """The newest change first."""
    world.clock.pass_seconds(1)
    world.cml.change(ONE, "lab-2", state=LabState.STARTED)
    await listing.send_async(SyncWorkerCMLLabsCommand(ONE))
    shown = (await listing.send_async(GetLabQuery(ONE, "lab-2"))).data
    lab = orjson.loads(shown.json)
    assert (shown.version, lab["title"], lab["link_count"]) == (2, HOSTILE, None)
    assert [change["event"] for change in lab["history"]] == ["lab.state.changed", "lab.discovered"]
    assert lab["history"][0]["new"] == {"state": "STARTED"}
    assert (await listing.send_async(GetLabQuery(ONE, "lab-9"))).status == 404


async def test_json_is_made_once_per_version(listing: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages share the bytes of an unchanged lab."""
    await page_of(listing)
    made: list[str] = []
    monkeypatch.setattr(LabDto, "of", lambda state: made.append(state.id))
    await page_of(listing)
    assert made == []


async def test_json_of_labs_that_are_known_no_more_is_let_go(
    world: FakeWorld, listing: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Labs come and go for years, and the memory for them does not grow."""
    monkeypatch.setattr(lab_json, "SPARE_PARTS", 2)
    await page_of(listing)
    for day in range(1, 5):
        world.clock.pass_seconds(86_401)
        world.cml.labs[ONE] = {}
        world.cml.put(ONE, *(lab_reading(10 * day + number, taken_at=world.clock.now()) for number in range(5)))
        await listing.send_async(SyncWorkerCMLLabsCommand(ONE))
        await page_of(listing)
        assert len(listing.get(LabJson)._own_parts) <= listing.view.labs.known_count() + 2
    assert f"{ONE}/lab-1" not in listing.get(LabJson)._own_parts


def test_view_forgets_what_went_a_day_ago() -> None:
    """Its document stays; one that came back meanwhile is not forgotten."""
    view, labs = LabView(), [LabRecord.from_state(LabRecordState(id=f"w1/lab-{number}")) for number in (1, 2)]
    for lab in labs:
        lab.record(lab_reading())
        lab.remove(LabRemovalReason.GONE, NOON)
    labs[1].record(lab_reading(taken_at=NOON + timedelta(seconds=1)))
    loaded = LabView()
    loaded.load([copy_of(labs[0].state)])
    another = LabRecord.from_state(LabRecordState(id="w2/lab-1"))
    another.record(lab_reading(taken_at=NOON + timedelta(days=2)))
    for event in (event for lab in (*labs, another) for event in lab.pending_events):
        assert isinstance(event, LabDomainEvent)
        view.follow(event)
        loaded.follow(event)
    for each in (view, loaded):
        assert [state.id for state in each] == ["w1/lab-2", "w2/lab-1"]
        assert each.known("w1/lab-1") is None
        assert each.worker_ids() == ["w1", "w2"]
