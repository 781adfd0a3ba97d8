"""What a worker's controller is good for, its licence and its figures."""

from datetime import timedelta
from typing import Any

import pytest

from domain.cml.cml_health_reading import CMLHealthReading
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold, WorkerTelemetry
from domain.worker import worker_events as events
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_service import ServiceStatus, WorkerService
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_cml_client import health_reading, system_reading
from fakes.readings import cloudwatch_reading, imported_worker, status_reading

LATER = NOON + timedelta(minutes=1)
THRESHOLD = TelemetryThreshold()


def available_worker() -> CMLWorker:
    """A running worker whose controller is well."""
    worker = imported_worker()
    read(worker)
    worker.clear_pending_events()
    return worker


def read(worker: CMLWorker, **fields: Any) -> None:
    """Let its controller say this of itself."""
    reading = system_reading(**fields)
    worker.record_cml(reading)
    worker.record_figures(reading.taken_at, THRESHOLD, cml=reading)


def fail(worker: CMLWorker, code: str) -> None:
    """Let its controller be unreadable."""
    worker.record_failure(SourceFailure(source=MetricsSource.CML, code=code, message="why", at=LATER))


def happened(worker: CMLWorker) -> list[str]:
    """The short types of the pending events."""
    return [event.short_type for event in worker.pending_events]


def test_controller_is_available_when_it_answers() -> None:
    """The event tells what was known before and what is known now."""
    worker = imported_worker()
    read(worker)
    assert happened(worker) == ["worker.service.changed", "worker.telemetry.updated"]
    changed = worker.pending_events[0]
    assert isinstance(changed, events.WorkerServiceChangedDomainEvent)
    assert (changed.old_service.status, changed.new_service.status) == ("unknown", "available")
    assert (changed.old_cml.version, changed.new_cml.version) == (None, "2.9.0+build.3")


def test_nothing_is_told_when_a_controller_says_the_same() -> None:
    """An unchanged controller costs no event."""
    worker = available_worker()
    worker.record_cml_health(health_reading())
    worker.clear_pending_events()
    read(worker, taken_at=LATER)
    worker.record_cml_health(health_reading(taken_at=LATER))
    assert happened(worker) == []


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("cml_booting", "starting", "booting"),
        ("cml_unreachable", "unavailable", "unreachable"),
        ("cml_maintenance", "unavailable", "in maintenance"),
        ("cml_credentials_rejected", "unauthorized", "credentials rejected"),
        ("cml_no_credentials", "unauthorized", "no credentials"),
        ("cml_certificate_changed", "error", "certificate changed"),
        ("cml_certificate_untrusted", "error", "certificate untrusted"),
        ("cml_address_refused", "error", "address refused"),
        ("cml_garbled", "error", "garbled answer"),
        ("internal", "error", "not read"),
    ],
)
def test_words_say_why_when_a_controller_cannot_be_read(code: str, status: str, words: str) -> None:
    """Each trouble has its status and its words; figures of CML are let go."""
    worker = available_worker()
    fail(worker, code)
    worker.record_figures(LATER, THRESHOLD)
    assert worker.state.service == WorkerService(ServiceStatus(status), code, f"{words}: why")
    assert happened(worker) == ["worker.source.failing", "worker.service.changed", "worker.telemetry.updated"]
    assert worker.state.telemetry == WorkerTelemetry()
    fail(worker, code)
    assert len(worker.pending_events) == 3


def test_recovery_is_told_when_a_controller_answers_again() -> None:
    """The source has recovered and the service is available, with its figures."""
    worker = available_worker()
    fail(worker, "cml_unreachable")
    worker.clear_pending_events()
    read(worker, taken_at=LATER)
    assert happened(worker)[:2] == ["worker.source.recovered", "worker.service.changed"]
    assert worker.state.service.status is ServiceStatus.AVAILABLE


@pytest.mark.parametrize(
    ("health", "ready", "code", "reason"),
    [
        (health_reading(maintenance=True), True, "cml_maintenance", "in maintenance"),
        (health_reading(maintenance=True, maintenance_notice="at 5"), True, "cml_maintenance", "in maintenance: at 5"),
        (
            health_reading(licensed=False),
            True,
            "cml_not_licensed",
            "not licensed: it is not registered (NOT_REGISTERED)",
        ),
        (health_reading(), False, "cml_not_ready", "no compute host is ready to start nodes yet"),
        (health_reading(healthy=False, problems=("a", "b")), True, "cml_not_well", "not well: a; b"),
        (health_reading(), True, "", ""),
    ],
)
def test_words_say_why_when_a_controller_answers_and_is_no_good(
    health: CMLHealthReading, ready: bool, code: str, reason: str
) -> None:
    """What it says of itself decides."""
    worker = imported_worker()
    read(worker, ready=ready)
    worker.record_cml_health(health)
    assert (worker.state.service.code, worker.state.service.reason) == (code, reason)


def test_licence_is_told_when_it_changes() -> None:
    """Old and new state of it."""
    worker = available_worker()
    worker.record_cml_health(health_reading())
    worker.record_cml_health(health_reading(licensed=False))
    first, second = (event for event in worker.pending_events if event.short_type == "worker.license.changed")
    assert isinstance(first, events.WorkerLicenseChangedDomainEvent)
    assert isinstance(second, events.WorkerLicenseChangedDomainEvent)
    assert first.old_license is None
    assert (second.old_license, second.new_license) == (first.new_license, health_reading(licensed=False).licence)


def test_service_follows_the_instance_when_it_stops_and_starts() -> None:
    """A stopped instance has no controller, one that has just started has one soon; what is read late counts not."""
    worker = available_worker()
    fail(worker, "cml_unreachable")
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, None, LATER), None)
    assert worker.state.service == WorkerService(
        ServiceStatus.UNAVAILABLE, "instance_stopped", "the instance is stopped"
    )
    assert worker.state.failing == {}
    known = worker.state.state_version
    read(worker, taken_at=LATER)
    worker.record_cml_health(health_reading(taken_at=LATER))
    fail(worker, "cml_unreachable")
    assert worker.state.state_version == known
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, LATER), None)
    assert (worker.state.service.status, worker.state.service.code) == ("starting", "instance_started")


def test_service_is_unavailable_when_a_stopped_instance_is_imported() -> None:
    """Nobody need ask for that."""
    assert imported_worker(status=WorkerStatus.STOPPED).state.service.reason == "the instance is stopped"


def test_service_stays_unknown_when_a_state_of_before_starts() -> None:
    """States that were saved before controllers were asked load with nothing known of them."""
    known: dict[str, Any] = {"id": "w", "status": WorkerStatus.STOPPED, "state_version": 3}
    worker = CMLWorker.from_state(CMLWorkerState(**known))
    worker.record_ec2(status_reading(WorkerStatus.RUNNING, None, LATER), None)
    assert happened(worker) == ["worker.status.changed"]
    assert worker.state.service == WorkerService()


def test_endpoint_is_told_when_it_changes() -> None:
    """Addresses of the instance stay as they are."""
    worker = imported_worker()
    worker.record_endpoint("https://10.0.0.1", NOON)
    worker.record_endpoint("https://10.0.0.1", NOON)
    [changed] = worker.pending_events
    assert isinstance(changed, events.WorkerEndpointChangedDomainEvent)
    assert (changed.old_https_endpoint, changed.new_https_endpoint) == (None, "https://10.0.0.1")
    assert worker.state.private_ip == "10.0.0.1"
    assert worker.state.https_endpoint == "https://10.0.0.1"


def test_figures_of_cml_are_preferred_when_both_are_read() -> None:
    """One event, each figure with its source and each source with its time."""
    worker = imported_worker()
    earlier = NOON - timedelta(minutes=5)
    both = cloudwatch_reading(cpu_percent=50.0, network_in_bytes_per_second=9.0, taken_at=earlier)
    worker.record_figures(NOON, THRESHOLD, cloudwatch=both, cml=system_reading())
    assert happened(worker) == ["worker.telemetry.updated"]
    told = worker.state.telemetry
    assert (told.cpu_percent, told.memory_used_percent, told.running_nodes, told.total_nodes) == (20.0, 30.0, 5, 9)
    assert (told.sources["cpu_percent"], told.sources["network_in_bytes_per_second"]) == ("cml", "cloudwatch")
    assert (told.times, told.taken_at) == ({"cml": NOON, "cloudwatch": earlier}, NOON)


def test_figures_fall_back_to_cloudwatch_when_cml_is_away() -> None:
    """What only CML knows is not known any more."""
    worker = available_worker()
    fail(worker, "cml_unreachable")
    worker.record_figures(LATER, THRESHOLD, cloudwatch=cloudwatch_reading(cpu_percent=50.0))
    told = worker.state.telemetry
    assert (told.cpu_percent, told.memory_used_percent) == (50.0, None)
    assert told.sources == {"cpu_percent": "cloudwatch"}


def test_cpu_is_cloudwatchs_when_cml_does_not_tell_it() -> None:
    """An older version tells less: what it told before is let go."""
    worker = available_worker()
    silent = system_reading(cpu_percent=None, taken_at=LATER)
    worker.record_figures(LATER, THRESHOLD, cml=silent, cloudwatch=cloudwatch_reading(cpu_percent=50.0))
    assert worker.state.telemetry.cpu_percent == 50.0
    assert worker.state.telemetry.sources["disk_used_percent"] == "cml"


def test_reading_of_cml_is_passed_over_when_a_newer_one_overtook_it() -> None:
    """Figures do not go back in time."""
    told = WorkerTelemetry().with_cml(system_reading(taken_at=LATER))
    assert told.with_cml(system_reading(cpu_percent=99.0)) is told


@pytest.mark.parametrize(("field", "value", "news"), [("running_nodes", 6, True), ("cpu_percent", 20.5, False)])
def test_count_is_told_whenever_it_changes(field: str, value: float, news: bool) -> None:
    """A percentage only when it moved far enough."""
    told = WorkerTelemetry().with_cml(system_reading())
    changed: dict[str, Any] = {field: value}
    now = told.with_cml(system_reading(taken_at=LATER, **changed))
    assert now.moved_from(told, THRESHOLD) is news
