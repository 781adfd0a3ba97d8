"""The life of an operation: what happens to it, and what no longer can."""

from datetime import timedelta

import pytest

from domain.operation.operation_events import OperationStartedDomainEvent
from domain.operation.operation_state import OperationState, OperationStatus
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.worker.worker_events import WorkerTerminatedDomainEvent
from fakes.fake_clock import NOON
from fakes.operation_steps import started_operation

LATER = NOON + timedelta(seconds=1.5)
GONE = TargetResult(outcome=TargetOutcome.FAILED, code="gone", message="it is gone")


def test_starts_with_all_targets_waiting() -> None:
    """What was asked for, by whom and of whom is known from the start."""
    operation = started_operation()
    [event] = operation.pending_events
    assert isinstance(event, OperationStartedDomainEvent)
    assert (event.command, event.requested_by, event.parameters) == (
        "workers.refresh",
        "key:ops",
        {"sources": ["ec2"]},
    )
    assert operation.waiting == ["w1", "w2"]
    assert (operation.state.status, operation.state.finished) == (OperationStatus.RUNNING, False)


def test_progresses_when_targets_had_their_turn() -> None:
    """Each event says how far it is; a target keeps its first result."""
    operation = started_operation()
    operation.progress({"w1": DONE}, NOON)
    operation.progress({"w1": GONE, "w2": GONE, "stranger": DONE}, NOON)
    told = [(event.results, event.finished, event.total) for event in operation.pending_events[1:]]  # type: ignore[attr-defined]
    assert told == [({"w1": DONE}, 1, 2), ({"w2": GONE}, 2, 2)]
    assert operation.waiting == []


def test_completes_with_its_counts() -> None:
    """The end says how many were done and how long it took."""
    operation = started_operation()
    operation.progress({"w1": DONE, "w2": GONE}, NOON)
    operation.complete(LATER)
    event = operation.pending_events[-1]
    assert (event.done, event.failed, event.duration_seconds) == (1, 1, 1.5)  # type: ignore[attr-defined]
    assert (operation.state.status, operation.state.finished_at) == (OperationStatus.COMPLETED, LATER)


def test_fails_with_its_reason() -> None:
    """Targets that wait will have no turn."""
    operation = started_operation()
    operation.fail("unknown_command", "nobody knows how", LATER)
    failure = operation.state.failure
    assert failure is not None
    assert (operation.state.status, failure.code, failure.message) == (
        OperationStatus.FAILED,
        "unknown_command",
        "nobody knows how",
    )
    assert operation.state.count(TargetOutcome.WAITING) == 2


def test_nothing_happens_to_what_is_finished() -> None:
    """Whoever does it a second time, after a kill elsewhere, changes nothing."""
    operation = started_operation()
    operation.complete(NOON)
    version = operation.state.state_version
    operation.progress({"w1": DONE}, LATER)
    operation.complete(LATER)
    operation.fail("late", "too late", LATER)
    assert (operation.state.state_version, operation.state.finished_at) == (version, NOON)


def test_state_refuses_an_event_of_something_else() -> None:
    """A worker's event never happened to an operation."""
    event = WorkerTerminatedDomainEvent(aggregate_id="w1", created_at=NOON, status_reason="")
    with pytest.raises(TypeError, match="WorkerTerminatedDomainEvent"):
        OperationState().on(event)
