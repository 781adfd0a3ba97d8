"""Labs in the snapshot: those that the filter is about, as they were at its position, whenever they are written."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from application.events.committer import Committer
from application.events.fleet_choice import FleetChoice
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot
from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EventFilter
from application.lab.lab_criteria import LabCriteria
from application.lab.lab_dto import LabDto
from application.lab.list_labs_query import ListLabsQuery
from application.lab.sync_worker_cml_labs_command import SyncWorkerCMLLabsCommand
from application.snapshot import fleet_snapshots
from application.snapshot.fleet_snapshots import FleetSnapshots
from domain.cml.lab_state import LabState
from domain.events.event_category import EventCategory
from domain.telemetry.metrics_source import MetricsSource
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_reading, status_reading, unborn_worker
from fakes.worker_steps import born, refresh_completed

ONE, TWO = (unborn_worker(number, scope).aggregate_id for number, scope in ((1, EAST), (2, WEST)))
WITH_LABS = FleetChoice(labs=True)


@pytest.fixture
async def taught(world: FakeWorld, process: FakeProcess) -> FakeProcess:
    """Three labs on a worker, two on another, which has a tag and lies elsewhere."""
    one, two = born(1, EAST), born(2, WEST)
    two.record_ec2(status_reading(number=2, checks=None), instance_reading(2, tags={"course": "ccnp"}))
    await process.commit_async(one, two)
    world.cml.put(ONE, *map(lab_reading, (1, 2, 3)))
    world.cml.put(TWO, *map(lab_reading, (1, 2)))
    for worker_id in (ONE, TWO):
        await process.send_async(SyncWorkerCMLLabsCommand(worker_id))
    return process


def snapshot(process: FakeProcess, choice: FleetChoice = WITH_LABS) -> FleetSnapshot:
    """What a newcomer is told."""
    return process.get(FleetSnapshots).snapshot(choice)


def read(shown: FleetSnapshot) -> list[dict[str, Any]]:
    """Its pages."""
    return [orjson.loads(page) for page in shown.pages]


def labs_of(shown: FleetSnapshot) -> list[dict[str, Any]]:
    """Its labs."""
    return [lab for page in read(shown) for lab in page.get("labs", ())]


def by_id(labs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The labs by their ids."""
    return {lab["id"]: lab for lab in labs}


async def labs_seen(process: FakeProcess, at: datetime) -> None:
    """Let the labs' refresh go through a region."""
    heartbeat = refresh_completed()
    [scope] = heartbeat.scopes
    told = replace(heartbeat, source=MetricsSource.LABS, scopes=[replace(scope, attempted_at=at, as_of=at)])
    await process.get(Committer).commit_async([], [told])


def workers_of(shown: FleetSnapshot) -> list[str]:
    """The ids of its workers."""
    return [worker["id"] for page in read(shown) for worker in page.get("workers", ())]


async def test_labs_are_shown_as_in_the_list(taught: FakeProcess) -> None:
    """Byte by byte, with the name of the worker and when they were last read."""
    await labs_seen(taught, NOON + timedelta(minutes=1))
    listed = (await taught.send_async(ListLabsQuery(criteria=LabCriteria(), sort="id"))).data
    [_, page] = snapshot(taught).pages
    assert sorted(labs_of(snapshot(taught)), key=lambda lab: str(lab["id"])) == [
        orjson.loads(item) for item in listed.items
    ]
    assert all(item in page for item in listed.items)


async def test_pages_of_labs_follow_those_of_workers(taught: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbered on, each with one kind alone, and none without labs."""
    monkeypatch.setattr(fleet_snapshots, "SNAPSHOT_PAGE_WORKERS", 1)
    monkeypatch.setattr(fleet_snapshots, "SNAPSHOT_PAGE_LABS", 2)
    shown = read(snapshot(taught))
    assert [(page["page"], page["pages"]) for page in shown] == [(number, 5) for number in range(1, 6)]
    kinds = [(kind, len(page[kind])) for page in shown for kind in page if kind in {"workers", "labs"}]
    assert kinds == [("workers", 1), ("workers", 1), ("labs", 2), ("labs", 2), ("labs", 1)]
    assert {page["position"] for page in shown} == {str(taught.view.position)}
    nowhere = FleetChoice(regions=frozenset({"elsewhere"}), labs=True)
    assert [(page["page"], page["pages"], page["workers"]) for page in read(snapshot(taught, nowhere))] == [(1, 1, [])]


@pytest.mark.parametrize(
    ("wanted", "workers", "labs"),
    [
        (EventFilter(), [ONE, TWO], 5),
        (EventFilter(categories=frozenset({EventCategory.STATUS})), [ONE, TWO], 0),
        (EventFilter(worker_ids=frozenset({ONE})), [ONE], 3),
        (EventFilter(regions=frozenset({WEST.region})), [TWO], 2),
        (EventFilter(tags=frozenset({"course:ccnp"})), [TWO], 2),
        (EventFilter(subjects=frozenset({ONE})), [ONE], 0),
        (EventFilter(subjects=frozenset({f"{ONE}/lab-2", TWO})), [TWO], 1),
        (EventFilter(subjects=frozenset({f"{ONE}/lab-2"}), worker_ids=frozenset({TWO})), [], 0),
        (EventFilter(subjects=frozenset({f"{ONE}/lab-2"}), worker_ids=frozenset({ONE})), [], 1),
    ],
)
async def test_labs_are_those_that_the_filter_is_about(
    taught: FakeProcess, wanted: EventFilter, workers: list[str], labs: int
) -> None:
    """Those whose next event will pass it: by worker, region, tag and subject; none where no event of labs passes."""
    shown = snapshot(taught, wanted.fleet_choice)
    assert sorted(workers_of(shown)) == sorted(workers)
    assert len(labs_of(shown)) == labs


async def test_page_is_of_its_position_when_it_is_written_later(world: FakeWorld, taught: FakeProcess) -> None:
    """Whatever happens between the snapshot and its writing is told as an event: no double."""
    expected = by_id(labs_of(snapshot(taught)))
    taken = snapshot(taught, FleetChoice(frozenset({ONE, TWO}), labs=True))
    world.clock.pass_seconds(1)
    world.cml.change(ONE, "lab-1", state=LabState.STARTED)
    del world.cml.labs[ONE]["lab-2"]
    await taught.send_async(SyncWorkerCMLLabsCommand(ONE))
    await labs_seen(taught, NOON + timedelta(minutes=1))
    assert by_id(labs_of(taken)) == expected
    now = by_id(labs_of(snapshot(taught)))
    assert expected.keys() - now.keys() == {f"{ONE}/lab-2"}
    lab, before = now[f"{ONE}/lab-3"], expected[f"{ONE}/lab-3"]
    assert (lab["version"], lab["last_seen_at"] > before["last_seen_at"]) == (before["version"], True)


async def test_snapshot_and_events_make_the_labs_whenever_one_begins(world: FakeWorld, taught: FakeProcess) -> None:
    """From any tick in which the bus tells an event, the versions of the snapshot go on without a gap."""
    begun: list[tuple[int, FleetSnapshot]] = []
    told: list[RecordedEvent] = []

    def begin(event: RecordedEvent) -> None:
        told.append(event)
        begun.append((len(told), snapshot(taught)))

    taught.get(FleetEventBus).output_stream.subscribe(begin)
    for state in (LabState.STARTED, LabState.STOPPED, LabState.STARTED):
        for lab_id in ("lab-1", "lab-2", "lab-3"):
            world.cml.change(ONE, lab_id, state=state)
        await taught.send_async(SyncWorkerCMLLabsCommand(ONE))
    end = {lab["id"]: lab["version"] for lab in labs_of(snapshot(taught))}
    assert len(told) >= 9
    for heard, shown in begun:
        versions = {lab["id"]: lab["version"] for lab in labs_of(shown)}
        for event in told[heard:]:
            if event.category is EventCategory.LAB:
                versions[event.subject] += 1
                assert versions[event.subject] == event.domain_event.aggregate_version
        assert versions == end


async def test_pages_are_made_once_for_all_who_listen(taught: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who read side by side share each page, and nothing is made for those who do not read on."""
    monkeypatch.setattr(fleet_snapshots, "SNAPSHOT_PAGE_LABS", 2)
    made: list[str] = []
    dto_of = LabDto.of
    monkeypatch.setattr(LabDto, "of", lambda state: made.append(state.id) or dto_of(state))  # type: ignore[func-returns-value]
    first, second = snapshot(taught).pages, snapshot(taught).pages
    read_by_first = [next(first)]
    assert made == []
    read_by_first.append(next(first))
    assert len(made) == 2
    read_by_second = list(second)
    read_by_first += first
    assert all(mine is theirs for mine, theirs in zip(read_by_first, read_by_second, strict=True))
    assert len(made) == len(set(made)) == 5
