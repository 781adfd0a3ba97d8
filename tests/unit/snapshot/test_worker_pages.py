"""Snapshots of the fleet: exactly what the events told so far make it."""

from collections.abc import Sequence
from typing import Any

import orjson

from application.events.fleet_choice import FleetChoice
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot, SnapshotSource
from application.events.recorded_event import RecordedEvent
from application.snapshot import fleet_snapshots
from application.snapshot.fleet_snapshots import FleetSnapshots
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST
from fakes.worker_steps import born, committed, stop


def rows(snapshot: FleetSnapshot) -> dict[str, int]:
    """The version of each worker in a snapshot."""
    pages = [orjson.loads(page) for page in snapshot.pages]
    return {worker["id"]: worker["version"] for page in pages for worker in page["workers"]}


async def test_snapshot_holds_what_was_told_when_an_event_is_heard(process: FakeProcess) -> None:
    """In the tick in which the bus tells an event, the snapshot is of that position: no gap, no double."""
    snapshots = process.get(FleetSnapshots)
    pairs: list[tuple[RecordedEvent, FleetSnapshot]] = []
    process.get(FleetEventBus).output_stream.subscribe(lambda event: pairs.append((event, snapshots.snapshot())))
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
    snapshots = process.get(FleetSnapshots)
    first = snapshots.snapshot()
    assert snapshots.snapshot() is first
    await committed(process, 2)
    assert snapshots.snapshot() is not first
    assert process.get(SnapshotSource) is snapshots  # type: ignore[type-abstract]


async def test_snapshot_of_a_region_is_made_once_per_position(process: FakeProcess) -> None:
    """For all who ask alike; how many are kept is bounded."""
    await committed(process)
    snapshots = process.get(FleetSnapshots)
    here, elsewhere = (FleetChoice(regions=frozenset({region})) for region in (EAST.region, "elsewhere"))
    first = snapshots.snapshot(here)
    assert snapshots.snapshot(here) is first
    assert b'"workers":[]' in snapshots.snapshot(elsewhere).worker_pages[0]
    for number in range(fleet_snapshots.KEPT_SNAPSHOTS):
        snapshots.snapshot(FleetChoice(regions=frozenset({str(number)})))
    assert len(process.view.snapshots) <= fleet_snapshots.KEPT_SNAPSHOTS
    assert list(snapshots.snapshot(here).pages) == list(first.pages)


async def test_snapshot_has_pages_when_the_fleet_is_large(process: FakeProcess, monkeypatch: Any) -> None:
    """Each page says which it is; an empty fleet has one empty page."""
    snapshots = process.get(FleetSnapshots)
    monkeypatch.setattr(fleet_snapshots, "SNAPSHOT_PAGE_WORKERS", 2)
    empty = [orjson.loads(page) for page in snapshots.snapshot().pages]
    assert empty == [{"position": "5eed0001-0", "page": 1, "pages": 1, "workers": []}]
    await process.commit_async(*(born(number) for number in (1, 2, 3)))
    pages: Sequence[dict[str, Any]] = [orjson.loads(page) for page in snapshots.snapshot().pages]
    assert [(page["page"], page["pages"], len(page["workers"])) for page in pages] == [(1, 2, 2), (2, 2, 1)]


async def test_snapshot_of_some_workers_leaves_out_removed_and_unknown_ones(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Only workers of the fleet are shown."""
    snapshots = process.get(FleetSnapshots)
    kept, removed = await committed(process, 1), await committed(process, 2)
    removed.remove(world.clock.now())
    await process.commit_async(removed)
    named = FleetChoice(frozenset({kept.aggregate_id, removed.aggregate_id, "unknown"}))
    assert list(rows(snapshots.snapshot(named))) == [kept.aggregate_id]
    assert list(rows(snapshots.snapshot())) == [kept.aggregate_id]
