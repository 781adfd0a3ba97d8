"""Sources that fail and recover, and the figures of a worker."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold, WorkerTelemetry
from domain.worker import worker_events as events
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.readings import cloudwatch_reading, imported_worker, status_reading
from fakes.worker_steps import tell_cloudwatch

LATER = NOON + timedelta(minutes=5)
THRESHOLD = TelemetryThreshold()


def failure(source: MetricsSource = MetricsSource.CLOUDWATCH, code: str = "throttled") -> SourceFailure:
    """A source that could not be read."""
    return SourceFailure(source=source, code=code, message="ask less", at=NOON)


def failing_worker() -> CMLWorker:
    """A running worker whose CloudWatch figures cannot be read."""
    worker = imported_worker()
    worker.record_failure(failure())
    worker.clear_pending_events()
    return worker


def happened(worker: CMLWorker) -> list[type]:
    """The classes of the pending events."""
    return [type(event) for event in worker.pending_events]


def test_reading_is_passed_over_when_newer_news_overtook_it() -> None:
    """Who read first and commits last does not undo what was read later."""
    worker = imported_worker()
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, None, LATER), None)
    worker.clear_pending_events()
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, NOON), None)
    assert happened(worker) == []
    assert worker.state.status is WorkerStatus.STOPPED


def test_failure_is_told_once_when_its_code_stays() -> None:
    """The time since when it fails is that of the first failure."""
    worker = failing_worker()
    worker.record_failure(replace(failure(), at=LATER, message="other words"))
    assert worker.pending_events == []
    assert worker.state.failing[MetricsSource.CLOUDWATCH].since == NOON


def test_failure_is_told_again_when_its_code_changes() -> None:
    """Another reason is news."""
    worker = failing_worker()
    worker.record_failure(failure(code="unauthorized"))
    assert happened(worker) == [events.WorkerSourceFailingDomainEvent]


@pytest.mark.parametrize("reading", [cloudwatch_reading(cpu_percent=None), None])
def test_source_recovers_when_it_answers_without_figures(reading: CloudWatchReading | None) -> None:
    """That CloudWatch answered is enough: points come late."""
    worker = failing_worker()
    tell_cloudwatch(worker, reading, LATER, THRESHOLD)
    [event] = worker.pending_events
    assert isinstance(event, events.WorkerSourceRecoveredDomainEvent)
    assert (event.code, event.failing_since, worker.state.failing) == ("throttled", NOON, {})


def test_cloudwatch_is_no_trouble_when_the_worker_does_not_run() -> None:
    """A machine that is off has no figures to miss: nothing begins to fail, and nothing goes on failing."""
    worker = failing_worker()
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, checks=None), None)
    assert happened(worker) == [events.WorkerStatusChangedDomainEvent, events.WorkerSourceRecoveredDomainEvent]
    worker.record_failure(failure())
    assert worker.state.failing == {}


def test_nothing_fails_any_more_when_the_worker_is_terminated() -> None:
    """Nobody asks about it again: absence, too, has found its answer."""
    worker = imported_worker()
    worker.record_ec2_absence(NOON)
    worker.record_ec2_absence(LATER)
    assert (worker.state.status, worker.state.failing) == (WorkerStatus.TERMINATED, {})


def test_ec2_may_fail_when_the_worker_does_not_run() -> None:
    """EC2 is asked about every active worker."""
    worker = imported_worker(status=WorkerStatus.STOPPED)
    worker.record_failure(failure(MetricsSource.EC2))
    assert MetricsSource.EC2 in worker.state.failing


def test_figures_are_told_with_their_source_when_first_read() -> None:
    """Known is news after unknown."""
    worker = imported_worker()
    tell_cloudwatch(worker, cloudwatch_reading(cpu_percent=0.0), LATER, THRESHOLD)
    [event] = worker.pending_events
    assert isinstance(event, events.WorkerTelemetryUpdatedDomainEvent)
    assert (event.previous, event.telemetry.cpu_percent) == (WorkerTelemetry(), 0.0)
    assert worker.state.telemetry.sources == {"cpu_percent": "cloudwatch"}


def test_figures_are_not_taken_when_the_worker_does_not_run() -> None:
    """The last points of a stopped machine are no figures."""
    worker = imported_worker(status=WorkerStatus.STOPPED)
    tell_cloudwatch(worker, cloudwatch_reading(), LATER, THRESHOLD)
    assert worker.pending_events == []


def test_figures_are_dropped_when_the_worker_stops() -> None:
    """They come back as news when it runs again."""
    worker = imported_worker()
    tell_cloudwatch(worker, cloudwatch_reading(), NOON, THRESHOLD)
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, checks=None), None)
    assert worker.state.telemetry == WorkerTelemetry()
    worker.record_ec2(status_reading(checks=None), None)
    worker.clear_pending_events()
    tell_cloudwatch(worker, cloudwatch_reading(), NOON, THRESHOLD)
    assert happened(worker) == [events.WorkerTelemetryUpdatedDomainEvent]
