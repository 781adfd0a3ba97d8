"""How long an instance has run this month follows from its events, to the second."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.running_time import RunningTime
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.in_memory_projection import copy_of
from fakes.readings import EAST, imported_worker, instance_reading, status_reading

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)
HOUR = 3600
METAL, SMALL = "m5zn.metal", "c5.2xlarge"


def after(hours: float) -> datetime:
    """So many hours after noon of the first of June."""
    return NOON + timedelta(hours=hours)


def seen(worker: CMLWorker, status: WorkerStatus, at: datetime, instance_type: str | None = None) -> None:
    """Let EC2 say this of the worker, and details where a type is given."""
    details = instance_reading(instance_type=instance_type, taken_at=at, launch_time=NOON) if instance_type else None
    worker.record_ec2(status_reading(status, checks=None, taken_at=at), details)


def test_time_passes_without_any_event() -> None:
    """A running worker is counted on to whatever moment is asked for, and nothing is written for that."""
    worker = imported_worker()
    assert worker.state.running_time.seconds_at(after(2)) == {METAL: 2 * HOUR}
    assert worker.state.running_time.seconds_at(after(0)) == {}


def test_time_stands_still_when_the_worker_stops() -> None:
    """From the stop on it costs nothing; from the next start it is counted again."""
    worker = imported_worker()
    seen(worker, WorkerStatus.STOPPED, after(1))
    assert worker.state.running_time.seconds_at(after(9)) == {METAL: HOUR}
    seen(worker, WorkerStatus.RUNNING, after(10))
    assert worker.state.running_time.seconds_at(after(12)) == {METAL: 3 * HOUR}


def test_time_begins_with_the_month_when_the_instance_is_older() -> None:
    """An import in mid-month counts from the launch, but not from before the month."""
    imported = imported_worker(launch_time=JUNE - timedelta(days=40))
    assert imported.state.running_time.seconds_at(NOON) == {METAL: 12 * HOUR}
    young = imported_worker(launch_time=after(-3))
    assert young.state.running_time.seconds_at(NOON) == {METAL: 3 * HOUR}
    unknown = imported_worker(launch_time=None)
    assert unknown.state.running_time.seconds_at(after(1)) == {METAL: HOUR}


def test_time_before_the_import_is_not_known_when_the_worker_is_stopped() -> None:
    """Nobody says how long a stopped instance ran before."""
    worker = imported_worker(status=WorkerStatus.STOPPED, launch_time=JUNE)
    assert worker.state.running_time.seconds_at(after(5)) == {}


def test_month_begins_with_nothing() -> None:
    """What ran over midnight of the last day counts in both months, each its part."""
    worker = imported_worker()
    assert worker.state.running_time.seconds_at(JULY - timedelta(hours=1)) == {METAL: (29 * 24 + 11) * HOUR}
    assert worker.state.running_time.seconds_at(JULY + timedelta(hours=3)) == {METAL: 3 * HOUR}
    seen(worker, WorkerStatus.STOPPED, JULY + timedelta(hours=5))
    assert worker.state.running_time.seconds_at(JULY + timedelta(days=3)) == {METAL: 5 * HOUR}
    assert worker.state.running_time.seconds_at(JULY + timedelta(days=40)) == {}


def test_hours_of_each_type_are_kept_apart_when_the_worker_is_retyped() -> None:
    """Old hours stay with the old type: they keep its price."""
    worker = imported_worker()
    seen(worker, WorkerStatus.STOPPED, after(1))
    seen(worker, WorkerStatus.STOPPED, after(2), SMALL)
    seen(worker, WorkerStatus.RUNNING, after(3))
    assert worker.state.running_time.seconds_at(after(5)) == {METAL: HOUR, SMALL: 2 * HOUR}


def test_hours_go_to_the_new_type_when_nobody_saw_the_stop_between() -> None:
    """Retyped between two looks: from the look that shows it."""
    worker = imported_worker()
    seen(worker, WorkerStatus.RUNNING, after(2), SMALL)
    assert worker.state.running_time.seconds_at(after(3)) == {METAL: 2 * HOUR, SMALL: HOUR}


def test_time_is_not_counted_twice_when_a_worker_comes_back() -> None:
    """Who leaves the fleet and is imported again goes on from where it left, or from a later launch."""
    worker = imported_worker()
    worker.remove(after(1))
    worker.import_instance(EAST, instance_reading(taken_at=after(4), launch_time=NOON))
    assert worker.state.running_time.seconds_at(after(4)) == {METAL: 4 * HOUR}
    worker.remove(after(4))
    assert worker.state.running_time.seconds_at(after(9)) == {METAL: 4 * HOUR}
    worker.import_instance(EAST, instance_reading(taken_at=after(8), launch_time=after(7)))
    assert worker.state.running_time.seconds_at(after(8)) == {METAL: 5 * HOUR}


def test_termination_ends_the_count() -> None:
    """What no longer exists costs nothing more, and what it has cost is still known."""
    worker = imported_worker()
    seen(worker, WorkerStatus.TERMINATED, after(2))
    assert worker.state.running_time.seconds_at(after(9)) == {METAL: 2 * HOUR}


def test_saved_state_is_counted_from_its_launch_when_it_is_from_an_older_version() -> None:
    """A document that holds no running time is as good as an import at its launch."""
    document = msgspec.to_builtins(imported_worker(launch_time=after(-2)).state)
    del document["running_time"]
    state = msgspec.convert(document, CMLWorkerState)
    assert state.running_time.seconds_at(NOON) == {METAL: 2 * HOUR}
    assert copy_of(state) == state


@given(
    st.lists(
        st.tuples(st.floats(0, 2000), st.sampled_from(["", METAL, SMALL])),
        max_size=12,
    )
)
def test_time_is_never_more_than_the_month_has_had(changes: list[tuple[float, str]]) -> None:
    """Whatever happens in whatever order: no second counts twice, and none is of another month."""
    time, latest = RunningTime(), NOON
    for hours, running_type in changes:
        time = time.changed_to(running_type, after(hours))
        latest = max(latest, after(hours))
    month = datetime(latest.year, latest.month, 1, tzinfo=UTC)
    counted = time.seconds_at(latest)
    assert all(seconds >= 0 for seconds in counted.values())
    assert sum(counted.values()) <= (latest - month).total_seconds() + 1e-6
