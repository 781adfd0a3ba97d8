"""The fleet in memory: exactly what the events told so far make it."""

from collections.abc import Sequence
from typing import Any

import orjson

from application.events.committer import Committer
from application.events.event_position import EventPosition
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot, SnapshotSource
from application.events.recorded_event import RecordedEvent
from application.worker import fleet_view
from application.worker.fleet_view import FleetView
from application.worker.get_fleet_query import GetFleetQuery
from application.worker.get_worker_query import GetWorkerQuery
from application.worker.worker_dto import WorkerDto
from domain.events.fleet_event import FleetEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, unborn_worker
from fakes.worker_steps import born, committed, copy, refresh_completed, stop


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
    snapshot = process.view.snapshot([kept.aggregate_id, removed.aggregate_id, "unknown"])
    assert list(rows(snapshot)) == [kept.aggregate_id]
    assert list(rows(process.view.snapshot())) == [kept.aggregate_id]


async def test_event_changes_nothing_when_the_state_holds_it_already(process: FakeProcess) -> None:
    """Documents may be ahead of the events that are told again at the start."""
    worker = await committed(process)
    await process.commit_async(stop(worker))
    again = FleetView()
    again.load([copy(worker).state], [], process.view.position)
    for event in process.heard:
        again.apply(event)
    assert again.worker(worker.aggregate_id) == worker.state
    assert again.position == process.view.position


async def test_json_is_made_once_per_version(process: FakeProcess, monkeypatch: Any) -> None:
    """Replies and snapshots share the bytes of an unchanged worker; a changed one is made anew."""
    made: list[int] = []
    dto_of = WorkerDto.of

    def noted(state: CMLWorkerState) -> WorkerDto:
        made.append(state.state_version)
        return dto_of(state)

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


async def test_reply_tells_as_of_when_a_source_was_read(process: FakeProcess) -> None:
    """An unchanged worker is as fresh as the last look at its region, without an event of its own."""
    worker = await committed(process)
    await process.get(Committer).commit_async([], [refresh_completed()])
    reply = orjson.loads((await process.send_async(GetWorkerQuery(worker.aggregate_id))).data)
    assert reply["as_of"] == {"ec2": "2026-06-01T12:00:00Z", "cloudwatch": None}
    assert reply["version"] == 1


async def test_worker_is_not_found_when_unknown_or_removed(world: FakeWorld, process: FakeProcess) -> None:
    """The fleet shows only its own."""
    worker = await committed(process)
    worker.remove(world.clock.now())
    await process.commit_async(worker)
    for worker_id in (worker.aggregate_id, unborn_worker(9).aggregate_id):
        assert (await process.send_async(GetWorkerQuery(worker_id))).status == 404


async def test_fleet_is_summed_up(process: FakeProcess) -> None:
    """Counts, freshness, who fails, and the position all this is true for."""
    failing, stopped = born(1), stop(born(2))
    failure = SourceFailure(source=MetricsSource.EC2, code="throttled", message="ask less", at=NOON)
    failing.record_failure(failure)
    await process.get(Committer).commit_async([failing, stopped], [refresh_completed()])
    fleet = (await process.send_async(GetFleetQuery())).data
    assert (fleet.name, fleet.workers, fleet.fleet_sequence) == ("default", 2, "5eed0001-5")
    assert fleet.by_status == {WorkerStatus.RUNNING: 1, WorkerStatus.STOPPED: 1}
    assert fleet.by_region == {EAST.region: 2}
    assert [(item.name, item.source, item.code) for item in fleet.failing] == [("worker-1", "ec2", "throttled")]
    [freshness] = fleet.freshness
    assert (freshness.source, freshness.last_success_at, freshness.workers) == ("ec2", NOON, 1)


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
