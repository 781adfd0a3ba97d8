"""A worker's state follows from its events and from nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.activity_events import ActivitySource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.in_memory_projection import copy_of
from fakes.readings import EAST, cloudwatch_reading, imported_worker, instance_reading, status_reading, unborn_worker
from fakes.worker_steps import tell_cloudwatch

Step = Callable[[CMLWorker, datetime], None]

statuses = st.sampled_from(WorkerStatus)
checks = st.builds(WorkerChecks, st.sampled_from(CheckStatus), st.sampled_from(CheckStatus))
texts = st.sampled_from(["", "a", "b"])
maybe_texts = st.sampled_from([None, "a", "b"])
figures = st.none() | st.floats(0, 100)


def _import(name: str) -> Step:
    def step(worker: CMLWorker, at: datetime) -> None:
        if worker.is_new and name:
            worker.discover(EAST, instance_reading(name=name, taken_at=at))
        elif not worker.in_fleet:
            worker.import_instance(EAST, instance_reading(name=name, taken_at=at))

    return step


def _ec2(status: WorkerStatus, seen: WorkerChecks | None, name: str | None, ip: str | None) -> Step:
    def step(worker: CMLWorker, at: datetime) -> None:
        details = None if name is None else instance_reading(name=name, public_ip=ip, launch_time=at, taken_at=at)
        worker.record_ec2(status_reading(status, seen, at), details)

    return step


def _cloudwatch(cpu: float | None, network: float | None) -> Step:
    def step(worker: CMLWorker, at: datetime) -> None:
        reading = cloudwatch_reading(cpu_percent=cpu, network_in_bytes_per_second=network, taken_at=at)
        tell_cloudwatch(worker, reading, at, TelemetryThreshold())

    return step


def _failure(source: MetricsSource, code: str) -> Step:
    def step(worker: CMLWorker, at: datetime) -> None:
        worker.record_failure(SourceFailure(source=source, code=code, message=code, at=at))

    return step


def _activity(minutes: int) -> Step:
    def step(worker: CMLWorker, at: datetime) -> None:
        worker.record_activity(ActivitySource.LABS, "started", at - timedelta(minutes=minutes), at)

    return step


def _absent(worker: CMLWorker, at: datetime) -> None:
    worker.record_ec2_absence(at)


steps = st.one_of(
    st.builds(_import, texts),
    st.builds(_ec2, statuses, st.none() | checks, maybe_texts, maybe_texts),
    st.builds(_cloudwatch, figures, figures),
    st.builds(_failure, st.sampled_from(MetricsSource), st.sampled_from(["throttled", "unauthorized"])),
    st.builds(_activity, st.integers(0, 5)),
    st.just(_absent),
    st.just(CMLWorker.remove),
)


@given(st.lists(steps, max_size=20))
def test_state_is_the_same_when_its_events_are_replayed(taken: list[Step]) -> None:
    """Whatever happens, the events alone lead a fresh state to the same end, and count it."""
    worker = unborn_worker()
    worker.import_instance(EAST, instance_reading())
    for minute, step in enumerate(taken, start=1):
        step(worker, NOON + timedelta(minutes=minute))
    replayed = CMLWorkerState(id=worker.aggregate_id)
    for event in worker.pending_events:
        replayed.on(event)
        replayed.state_version = event.aggregate_version
    assert replayed == worker.state == copy_of(worker.state)
    assert replayed.state_version == len(worker.pending_events)


@given(steps)
def test_nothing_is_raised_when_the_same_is_said_again(step: Step) -> None:
    """A second look that finds the same raises no event, whatever the first one raised."""
    worker = imported_worker()
    step(worker, NOON)
    worker.clear_pending_events()
    step(worker, NOON)
    assert worker.pending_events == []
