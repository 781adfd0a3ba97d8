"""The fleet in memory: exactly what the events told so far make it."""

from typing import Any

import orjson

from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from application.worker.worker_dto import WorkerDto
from domain.catalogue.instance_facts import InstanceFacts
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker_state import CMLWorkerState
from fakes.costs import empty_fleet_view
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import committed, copy, stop


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
    [changed] = process.view.workers()
    process.view.json_of(changed)
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
