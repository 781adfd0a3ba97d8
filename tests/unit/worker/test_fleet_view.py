"""The fleet in memory: exactly what the events told so far make it."""

from collections.abc import Sequence
from typing import Any

import orjson

from application.cost.instance_catalogue import InstanceFacts
from application.events.event_position import EventPosition
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot, SnapshotSource
from application.events.recorded_event import RecordedEvent
from application.events.worker_choice import WorkerChoice
from application.worker import fleet_view
from application.worker.worker_dto import WorkerDto
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker_state import CMLWorkerState
from fakes.costs import empty_fleet_view
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born, committed, copy, stop


def rows(snapshot: FleetSnapshot) -> dict[str, int]:
    """The version of each worker in a snapshot."""
    pages = [orjson.loads(page) for page in snapshot.pages]
    return {worker["id"]: worker["version"] for page in pages for worker in page["workers"]}


async def test_snapshot_holds_what_was_told_when_an_event_is_heard(process: FakeProcess) -> None:
    """In the tick in which the bus tells an event, the snapshot is of that position: no gap, no double."""
    view = process.view
    pairs: list[tuple[RecordedEvent, FleetSnapshot]] = []
    process.get(FleetEventBus).output_stream.subscribe(lambda event: pairs.append((event, view.snapshot())))
    worker = await committed(process)
    stop(worker)
    await process.commit_async(worker)
    assert len(pairs) == 2
    for event, snapshot in pairs:
        assert snapshot.position == event.position
        assert rows(snapshot) == {worker.aggregate_id: event.domain_event.aggregate_version}


async def test_snapshot_is_made_once_per_position(process: FakeProcess) -> None:
    """All newcomers at one position share it; one event later there is another."""
    await committed(process, 1)
    first = process.view.snapshot()
    assert process.view.snapshot() is first
    await committed(process, 2)
    assert process.view.snapshot() is not first
    assert process.get(SnapshotSource) is process.view  # type: ignore[type-abstract]


async def test_snapshot_has_pages_when_the_fleet_is_large(process: FakeProcess, monkeypatch: Any) -> None:
    """Each page says which it is; an empty fleet has one empty page."""
    monkeypatch.setattr(fleet_view, "SNAPSHOT_PAGE_WORKERS", 2)
    empty = [orjson.loads(page) for page in process.view.snapshot().pages]
    assert empty == [{"position": "5eed0001-0", "page": 1, "pages": 1, "workers": []}]
    await process.commit_async(*(born(number) for number in (1, 2, 3)))
    pages: Sequence[dict[str, Any]] = [orjson.loads(page) for page in process.view.snapshot().pages]
    assert [(page["page"], page["pages"], len(page["workers"])) for page in pages] == [(1, 2, 2), (2, 2, 1)]


async def test_snapshot_of_some_workers_leaves_out_removed_and_unknown_ones(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Only workers of the fleet are shown."""
    kept, removed = await committed(process, 1), await committed(process, 2)
    removed.remove(world.clock.now())
    await process.commit_async(removed)
    snapshot = process.view.snapshot(WorkerChoice(frozenset({kept.aggregate_id, removed.aggregate_id, "unknown"})))
    assert list(rows(snapshot)) == [kept.aggregate_id]
    assert list(rows(process.view.snapshot())) == [kept.aggregate_id]


async def test_event_changes_nothing_when_the_state_holds_it_already(process: FakeProcess) -> None:
    """Documents may be ahead of the events that are told again at the start."""
    worker = await committed(process)
    await process.commit_async(stop(worker))
    again = empty_fleet_view()
    again.load([copy(worker).state], [], [], [], [], [], process.view.position)
    for event in process.heard:
        again.apply(event)
    assert again.worker(worker.aggregate_id) == worker.state
    assert again.position == process.view.position


async def test_json_is_made_once_per_version(process: FakeProcess, monkeypatch: Any) -> None:
    """Replies and snapshots share the bytes of an unchanged worker; a changed one is made anew."""
    made: list[int] = []
    dto_of = WorkerDto.of

    def noted(state: CMLWorkerState, facts: InstanceFacts | None) -> WorkerDto:
        made.append(state.state_version)
        return dto_of(state, facts)

    monkeypatch.setattr(WorkerDto, "of", noted)
    worker = await committed(process)
    [state] = process.view.workers()
    assert process.view.json_of(state) == process.view.json_of(state)
    await process.commit_async(stop(worker))
    process.view.json_of(state)
    assert made == [1, 2]


async def test_json_is_not_that_of_an_older_copy(process: FakeProcess) -> None:
    """A caller that still holds an older state does not spoil what others are shown."""
    worker = await committed(process)
    older = copy(worker).state
    await process.commit_async(stop(worker))
    assert orjson.loads(process.view.json_of(older))["status"] == "running"
    [state] = process.view.workers()
    assert orjson.loads(process.view.json_of(state))["status"] == "stopped"


async def test_position_moves_when_an_event_is_of_a_newer_version(world: FakeWorld, process: FakeProcess) -> None:
    """What this version does not know changes no worker, and is passed over."""
    worker = await committed(process)
    [heard] = process.heard
    unknown = RecordedEvent(
        EventPosition("5eed0001", 9), heard.category, "worker.cordoned", heard.worker_id, heard.cloud_event, _bare
    )
    process.view.apply(unknown)
    assert (process.view.position.sequence, process.view.worker(worker.aggregate_id)) == (9, worker.state)


def _bare(recorded: RecordedEvent) -> FleetEvent:
    return FleetEvent(aggregate_id=recorded.subject, created_at=NOON, aggregate_version=2)
