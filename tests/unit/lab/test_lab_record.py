"""The life of a lab: what of a reading is news."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.cml.lab_state import LabState
from domain.lab import lab_events as events
from domain.lab.lab_events import LabRemovalReason
from domain.lab.lab_record import LabRecord
from domain.lab.lab_record_state import KEPT_CHANGES, LabRecordState
from domain.worker.worker_events import WorkerTerminatedDomainEvent
from fakes.fake_clock import NOON
from fakes.fake_cml_client import lab_reading
from fakes.in_memory_projection import copy_of
from fakes.readings import imported_worker

HOSTILE = "a\x00b \u202egnp.exe \r\n\r\ndata: x \u2028 </script>"
LATER = NOON + timedelta(seconds=30)


def discovered(**fields: Any) -> LabRecord:
    """A lab that was discovered and committed."""
    lab = LabRecord.from_state(LabRecordState(id="w1/lab-1"))
    lab.record(lab_reading(**fields))
    lab.clear_pending_events()
    return lab


def told(lab: LabRecord) -> list[str]:
    """The short types of what is pending."""
    return [event.short_type for event in lab.pending_events]


def test_is_discovered_with_all_that_is_known() -> None:
    """The first reading is told whole; texts are what CML wrote."""
    lab = LabRecord.from_state(LabRecordState(id="w1/lab-1"))
    lab.record(lab_reading(title=HOSTILE, groups=("ccnp",), link_count=None))
    [event] = lab.pending_events
    assert isinstance(event, events.LabDiscoveredDomainEvent)
    assert (event.worker_id, event.title, event.groups, event.link_count) == ("w1", HOSTILE, ("ccnp",), None)
    state = lab.state
    assert (state.worker_id, state.lab_id, state.title, state.state) == ("w1", "lab-1", HOSTILE, LabState.STOPPED)
    assert (state.in_fleet, state.created_at, state.last_modified) == (True, NOON, NOON)


def test_nothing_is_told_when_nothing_changed() -> None:
    """Also where CML's times are finer than what documents hold."""
    fine = datetime(2026, 5, 1, 10, 0, 0, 123456, tzinfo=UTC)
    lab = discovered(created_at=fine, groups=("a", "b"))
    again = LabRecord.from_state(copy_of(lab.state))
    again.record(lab_reading(created_at=fine, groups=("a", "b"), taken_at=LATER, marker="other"))
    assert again.pending_events == []
    assert again.state.lab_created_at == fine.replace(microsecond=123000)


def test_start_is_told_with_both_states() -> None:
    """The state first, then what else differs, each with old and new."""
    lab = discovered()
    lab.record(lab_reading(state=LabState.STARTED, running_nodes=2, title="other", taken_at=LATER))
    state, changed = lab.pending_events
    assert isinstance(state, events.LabStateChangedDomainEvent)
    assert (state.old_state, state.new_state, state.title) == (LabState.STOPPED, LabState.STARTED, "other")
    assert isinstance(changed, events.LabChangedDomainEvent)
    assert changed.old_values == {"title": "title 1", "running_nodes": 0}
    assert changed.new_values == {"title": "other", "running_nodes": 2}
    assert (lab.state.title, lab.state.running_nodes, lab.state.last_modified) == ("other", 2, LATER)


def test_changed_times_and_groups_are_json_in_the_event_and_values_in_the_state() -> None:
    """The log holds JSON; the state is what the next reading is compared with."""
    lab = discovered(modified_at=None, created_at=NOON)
    lab.record(lab_reading(modified_at=LATER, created_at=None, groups=("ccnp",), taken_at=LATER))
    [event] = lab.pending_events
    assert isinstance(event, events.LabChangedDomainEvent)
    assert event.old_values == {"groups": [], "lab_created_at": "2026-06-01T12:00:00Z", "lab_modified_at": None}
    assert event.new_values["lab_modified_at"] == "2026-06-01T12:00:30Z"
    state = lab.state
    assert (state.groups, state.lab_created_at, state.lab_modified_at) == (("ccnp",), None, LATER)


def test_overtaken_reading_changes_nothing() -> None:
    """It would only undo what is known."""
    lab = discovered(taken_at=LATER)
    lab.record(lab_reading(title="older", taken_at=NOON))
    lab.remove(LabRemovalReason.GONE, NOON)
    assert lab.pending_events == []


def test_removed_lab_may_be_discovered_again() -> None:
    """It cannot be removed twice; its history goes on."""
    lab = discovered()
    lab.remove(LabRemovalReason.GONE, LATER)
    lab.remove(LabRemovalReason.WORKER_LEFT, LATER)
    assert told(lab) == ["lab.removed"]
    assert (lab.state.in_fleet, lab.state.removed_at) == (False, LATER)
    lab.record(lab_reading(taken_at=LATER))
    assert told(lab) == ["lab.removed", "lab.discovered"]
    assert lab.state.in_fleet
    assert [change.event for change in lab.state.history] == ["lab.discovered", "lab.removed", "lab.discovered"]
    assert lab.state.history[1].new == {"reason": "gone"}


def test_history_holds_the_last_changes() -> None:
    """The oldest go; of each both values are kept."""
    lab = discovered()
    for number in range(KEPT_CHANGES + 5):
        lab.record(lab_reading(title=f"t{number}", taken_at=NOON + timedelta(seconds=number)))
    history = lab.state.history
    assert len(history) == KEPT_CHANGES
    assert (history[-1].old, history[-1].new) == ({"title": "t53"}, {"title": "t54"})


def test_state_refuses_an_event_of_something_else() -> None:
    """A worker's event never happened to a lab."""
    event = WorkerTerminatedDomainEvent(aggregate_id="w1", created_at=NOON, status_reason="")
    with pytest.raises(TypeError, match="WorkerTerminatedDomainEvent"):
        LabRecordState().on(event)


def test_lab_knows_the_worker_it_is_on() -> None:
    """By its region and tags events are found."""
    worker = imported_worker().state
    assert LabRecord.on_worker(worker, LabRecordState(id=LabRecord.id_of(worker.id, "l"))).worker is worker
