"""A worker's life: imported, changed by what EC2 says, terminated, removed."""

from datetime import timedelta

import pytest

from domain.aggregate import FleetAggregateState
from domain.errors import ConflictError
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.worker import worker_events as events
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import EAST, WELL, WEST, imported_worker, instance_id_of, instance_reading, status_reading

LATER = NOON + timedelta(minutes=1)


def happened(worker: CMLWorker) -> list[type]:
    """The classes of the pending events."""
    return [type(event) for event in worker.pending_events]


def test_id_is_the_same_when_made_again() -> None:
    """Account, region and instance decide the id, so that an instance is imported only once."""
    assert CMLWorker.id_of(EAST, "i-1") == CMLWorker.id_of(EAST, "i-1")
    assert len({CMLWorker.id_of(scope, instance) for scope in (EAST, WEST) for instance in ("i-1", "i-2")}) == 4


def test_import_takes_everything_known_when_read() -> None:
    """The worker holds what DescribeInstances said, and is in the fleet."""
    worker = CMLWorker.unborn("w")
    assert not worker.in_fleet
    worker.import_instance(EAST, instance_reading(1))
    state = worker.state
    assert (worker.in_fleet, state.active, state.scope) == (True, True, EAST)
    assert (state.id, state.name, state.instance_id) == ("w", "worker-1", instance_id_of(1))
    assert (state.tags, state.status, state.created_at) == ({"owner": "ops"}, WorkerStatus.RUNNING, NOON)
    assert (worker.base_version, state.state_version) == (0, 1)


def test_import_names_the_worker_after_its_instance_when_it_has_no_name() -> None:
    """A worker is never nameless."""
    assert imported_worker(name="").state.name == instance_id_of(1)


def test_import_is_refused_when_in_fleet() -> None:
    """One instance is one worker."""
    worker = imported_worker()
    with pytest.raises(ConflictError, match="already worker"):
        worker.import_instance(EAST, instance_reading())
    assert worker.pending_events == []


def test_import_begins_anew_when_removed_before() -> None:
    """A worker that comes back keeps nothing but its id and its version."""
    worker = imported_worker()
    worker.record_ec2(status_reading(checks=WorkerChecks(CheckStatus.IMPAIRED, CheckStatus.OK)), None)
    worker.remove(LATER)
    worker.import_instance(EAST, instance_reading(taken_at=LATER))
    assert (worker.in_fleet, worker.state.checks) == (True, WorkerChecks())
    assert (worker.state.created_at, worker.state.state_version) == (LATER, 4)


def test_removal_leaves_the_fleet_when_removed_once_or_twice() -> None:
    """Who is not in the fleet cannot leave it: nothing is told twice."""
    worker = imported_worker()
    worker.remove(LATER)
    worker.remove(LATER)
    assert happened(worker) == [events.WorkerRemovedDomainEvent]
    assert (worker.in_fleet, worker.state.active) == (False, False)


def test_nothing_happens_when_ec2_says_the_same() -> None:
    """Nothing changed, nothing raised."""
    worker = imported_worker()
    worker.record_ec2(status_reading(), None)
    worker.clear_pending_events()
    worker.record_ec2(status_reading(), instance_reading())
    assert worker.pending_events == []


def test_status_and_reason_change_when_ec2_says_so() -> None:
    """The event tells old and new state, EC2's reason, and that the step was to be expected."""
    worker = imported_worker()
    stopped = instance_reading(status=WorkerStatus.STOPPED, status_reason="User initiated")
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, checks=None), stopped)
    [event] = worker.pending_events
    assert isinstance(event, events.WorkerStatusChangedDomainEvent)
    assert (event.old_status, event.new_status, event.expected) == (WorkerStatus.RUNNING, WorkerStatus.STOPPED, True)
    assert (worker.state.status_reason, worker.state.checks) == ("User initiated", WorkerChecks())


def test_status_change_is_marked_when_life_cycle_knows_no_such_step() -> None:
    """What EC2 says wins over what we expected, and the event says that it was not expected."""
    worker = imported_worker(status=WorkerStatus.SHUTTING_DOWN)
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, checks=None), None)
    event = worker.pending_events[0]
    assert isinstance(event, events.WorkerStatusChangedDomainEvent)
    assert not event.expected
    assert worker.state.status is WorkerStatus.RUNNING


def test_checks_change_when_ec2_says_so() -> None:
    """Old and new outcome are told."""
    worker = imported_worker()
    worker.record_ec2(status_reading(), None)
    assert happened(worker) == [events.WorkerChecksChangedDomainEvent]
    assert worker.state.checks == WELL


def test_worker_ends_when_ec2_says_terminated() -> None:
    """Termination is a change of status and an event of its own; the worker is no longer refreshed."""
    worker = imported_worker()
    worker.record_ec2(status_reading(WorkerStatus.TERMINATED, checks=None), None)
    assert happened(worker) == [events.WorkerStatusChangedDomainEvent, events.WorkerTerminatedDomainEvent]
    assert (worker.state.active, worker.in_fleet) == (False, True)


def test_absence_ends_the_worker_only_when_confirmed_a_minute_later() -> None:
    """A new id may be unknown for some seconds: the first look is a failing source, the second one the end."""
    worker = imported_worker()
    worker.record_ec2_absence(NOON)
    worker.record_ec2_absence(NOON + timedelta(seconds=59))
    assert happened(worker) == [events.WorkerSourceFailingDomainEvent]
    assert worker.state.failing[MetricsSource.EC2].since == NOON
    worker.record_ec2_absence(NOON + timedelta(seconds=60))
    assert happened(worker)[-1] is events.WorkerTerminatedDomainEvent
    assert worker.state.status is WorkerStatus.TERMINATED


def test_absence_is_forgotten_when_ec2_lists_the_instance_again() -> None:
    """A recovered worker starts from nothing: a later absence must be confirmed again."""
    worker = imported_worker()
    worker.record_ec2_absence(NOON)
    worker.record_ec2(status_reading(taken_at=LATER, checks=None), None)
    assert worker.state.failing == {}
    worker.record_ec2_absence(LATER + timedelta(minutes=5))
    assert worker.state.status is WorkerStatus.RUNNING


def test_state_refuses_an_event_when_it_is_not_a_workers() -> None:
    """An event that a state does not know is a mistake in the program."""
    refresh = FleetRefreshCompletedDomainEvent(
        aggregate_id="fleet", created_at=NOON, source=MetricsSource.EC2, scopes=[]
    )
    with pytest.raises(TypeError, match="FleetRefreshCompletedDomainEvent"):
        CMLWorkerState().on(refresh)
    with pytest.raises(NotImplementedError):
        FleetAggregateState.on(CMLWorkerState(), refresh)
