"""What is asked of an instance is shown at once, and corrected by what EC2 says."""

from datetime import datetime, timedelta

import pytest

from domain.worker.acted_worker import IllegalActError
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_act import FORGOTTEN_AFTER, SEEN_EVERYWHERE_AFTER, WorkerAct
from domain.worker.worker_events import WorkerStatusChangedDomainEvent, WorkerTerminatedDomainEvent
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import imported_worker

OPERATION = "operation-1"
RUNNING, STOPPING, STOPPED = WorkerStatus.RUNNING, WorkerStatus.STOPPING, WorkerStatus.STOPPED
LATER = NOON + SEEN_EVERYWHERE_AFTER


def asked(act: WorkerAct, status: WorkerStatus = RUNNING, by: str = "key:ops") -> CMLWorker:
    """A worker of whom something was asked."""
    worker = imported_worker(status=status)
    worker.ask(act, by, OPERATION, NOON)
    return worker


def told(worker: CMLWorker) -> list[WorkerStatusChangedDomainEvent]:
    """What was told of its state."""
    return [event for event in worker.pending_events if isinstance(event, WorkerStatusChangedDomainEvent)]


def accepted(act: WorkerAct, status: WorkerStatus, at: datetime = NOON) -> CMLWorker:
    """A worker whose order EC2 has taken, and nothing told before that."""
    worker = asked(act, status)
    worker.accept_act(OPERATION, worker.state.status, at)
    worker.clear_pending_events()
    return worker


@pytest.mark.parametrize(
    ("act", "before", "shown"),
    [
        ("start", "stopped", "pending"),
        ("start", "running", "running"),
        ("stop", "running", "stopping"),
        ("stop", "stopped", "stopped"),
        ("reboot", "running", "running"),
        ("terminate", "stopped", "shutting_down"),
        ("terminate", "shutting_down", "shutting_down"),
    ],
)
def test_shows_at_once_what_was_asked_and_by_whom(act: str, before: str, shown: str) -> None:
    """The event says who, and the state is the one on the way, unless it is there already."""
    worker = asked(WorkerAct(act), WorkerStatus(before))
    [event] = told(worker)
    assert (worker.state.status, event.new_status, event.expected) == (shown, shown, True)
    assert worker.state.asked is not None
    assert worker.state.asked == event.asked
    assert (worker.state.asked.by, worker.state.asked.since, worker.state.asked.before) == ("key:ops", NOON, before)


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("start", "terminated"),
        ("stop", "terminated"),
        ("reboot", "stopped"),
        ("start", "stopping"),
        ("stop", "shutting_down"),
        ("terminate", "terminated"),
    ],
)
def test_refuses_what_makes_no_sense(act: str, status: str) -> None:
    """Legal transitions are explicit; nothing is told."""
    worker = imported_worker(status=WorkerStatus(status))
    with pytest.raises(IllegalActError, match=status.replace("_", " ")):
        worker.ask(WorkerAct(act), "key:ops", OPERATION, NOON)
    assert not worker.pending_events


def test_refuses_acts_on_who_left_the_fleet() -> None:
    """Its instance is nobody's business any more."""
    worker = imported_worker()
    worker.remove(NOON)
    with pytest.raises(IllegalActError, match="left"):
        worker.require_legal(WorkerAct.STOP)


def test_asks_once_when_an_operation_is_begun_again() -> None:
    """After a kill the same operation asks again."""
    worker = asked(WorkerAct.STOP)
    worker.ask(WorkerAct.STOP, "key:ops", OPERATION, LATER)
    assert len(told(worker)) == 1


def test_goes_on_to_the_goal_as_ec2_says() -> None:
    """Asked, taken, done: the event of the end says whose act ended."""
    worker = asked(WorkerAct.STOP)
    worker.accept_act(OPERATION, STOPPING, NOON)
    worker.record_status(STOPPED, "User initiated", LATER)
    assert [(event.old_status, event.new_status) for event in told(worker)] == [
        (RUNNING, STOPPING),
        (STOPPING, STOPPING),
        (STOPPING, STOPPED),
    ]
    last = told(worker)[-1]
    assert (worker.state.asked, last.expected) == (None, True)
    assert last.ended is not None
    assert (last.ended.by, last.ended.act) == ("key:ops", "stop")


def test_is_done_at_once_when_ec2_takes_a_reboot() -> None:
    """Nothing shows when a reboot is over."""
    worker = asked(WorkerAct.REBOOT)
    worker.accept_act(OPERATION, RUNNING, NOON)
    assert (worker.state.asked, worker.state.status) == (None, RUNNING)


def test_shows_what_ec2_says_while_the_order_waits() -> None:
    """EC2 wins: the instance runs until it takes the order, which is still asked."""
    worker = asked(WorkerAct.STOP)
    worker.record_status(RUNNING, "", LATER)
    assert worker.state.status is RUNNING
    assert worker.state.asked is not None
    worker.accept_act(OPERATION, STOPPING, LATER)
    assert worker.state.status is STOPPING


def test_passes_over_an_answer_from_before_the_order() -> None:
    """EC2 is consistent after a while; until then the state from before is no news."""
    worker = accepted(WorkerAct.STOP, RUNNING)
    worker.record_status(RUNNING, "", NOON + timedelta(seconds=1))
    assert not worker.pending_events


@pytest.mark.parametrize(("status", "at"), [(RUNNING, LATER), (WorkerStatus.TERMINATED, NOON + timedelta(seconds=1))])
def test_is_contradicted_by_what_ec2_shows(status: WorkerStatus, at: datetime) -> None:
    """The difference is an event that was not expected, and nothing is asked any more."""
    worker = accepted(WorkerAct.STOP, RUNNING)
    worker.record_status(status, "", at)
    assert (worker.state.status, worker.state.asked, told(worker)[0].expected) == (status, None, False)


def test_tells_the_end_when_a_termination_is_done() -> None:
    """As whoever terminated it outside would have it told."""
    worker = asked(WorkerAct.TERMINATE)
    worker.accept_act(OPERATION, WorkerStatus.TERMINATED, NOON)
    assert isinstance(worker.pending_events[-1], WorkerTerminatedDomainEvent)
    assert told(worker)[-1].expected


def test_is_what_it_was_when_ec2_refuses() -> None:
    """In EC2's words."""
    worker = asked(WorkerAct.START, STOPPED)
    worker.refuse_act(OPERATION, "no capacity", LATER)
    assert (worker.state.status, worker.state.status_reason, worker.state.asked) == (STOPPED, "no capacity", None)


def test_stays_what_ec2_said_when_ec2_refuses_later() -> None:
    """What was read meanwhile is newer than what was before."""
    worker = asked(WorkerAct.START, STOPPED)
    worker.record_status(RUNNING, "", LATER)
    worker.refuse_act(OPERATION, "it runs", LATER)
    assert (worker.state.status, worker.state.asked) == (RUNNING, None)


def test_takes_no_answer_for_another_operation() -> None:
    """Somebody asked for something else meanwhile, or nobody asks any more."""
    worker = asked(WorkerAct.STOP)
    worker.clear_pending_events()
    worker.accept_act("operation-2", STOPPING, NOON)
    worker.refuse_act("operation-2", "no", NOON)
    assert not worker.pending_events
    worker = imported_worker()
    worker.accept_act(OPERATION, STOPPING, NOON)
    worker.refuse_act(OPERATION, "no", NOON)
    assert not worker.pending_events


def test_forgets_what_nobody_carries_out() -> None:
    """An operation that was given up leaves no worker asked for ever."""
    worker = asked(WorkerAct.STOP)
    worker.record_status(RUNNING, "", LATER)
    worker.record_status(RUNNING, "", NOON + FORGOTTEN_AFTER)
    assert worker.state.asked is None
