"""What a worker tells of its licence."""

from dataclasses import replace
from datetime import timedelta

from domain.worker.license_act import LicenseAct, LicenseActKind
from domain.worker.license_events import (
    WorkerLicenseExpiringDomainEvent,
    WorkerLicenseRegistrationCompletedDomainEvent,
)
from fakes.fake_clock import NOON
from fakes.fake_cml_client import health_reading
from fakes.worker_steps import born

OTHER = {"aggregate_id": "w1", "created_at": NOON, "act": LicenseActKind.REGISTRATION, "operation_id": "o1"}


def test_steps_are_told_once() -> None:
    """The same again is no news, nor what another operation says, nor what comes after the end."""
    worker = born()
    begun = worker.begin_license_act(LicenseActKind.RENEWAL, "o1", "key:1", NOON)
    version = worker.state.state_version
    assert worker.begin_license_act(LicenseActKind.RENEWAL, "o1", "key:1", NOON) == begun == worker.state.license_act
    worker.continue_license_act("o2", "ask", None, "", NOON)
    worker.end_license_act("o2", failed=False, code="", message="", at=NOON)
    assert worker.state.state_version == version
    for _ in range(2):
        worker.continue_license_act("o1", "ask", NOON, "words", NOON)
    for failed in (True, False):
        worker.end_license_act("o1", failed=failed, code="c", message="m", at=NOON)
    worker.continue_license_act("o1", "settle", NOON, "words", NOON)
    assert worker.state.state_version == version + 2
    assert worker.state.license_act == LicenseAct(
        kind=LicenseActKind.RENEWAL,
        operation_id="o1",
        requested_by="key:1",
        since=NOON,
        step="ask",
        attempted_before=NOON,
        ended_at=NOON,
        failed=True,
        code="c",
        message="m",
    )


def test_end_is_known_although_the_beginning_is_not() -> None:
    """Events that a process has not heard of are made good for."""
    event = WorkerLicenseRegistrationCompletedDomainEvent(**OTHER, code="", message="")  # type: ignore[arg-type]
    act = event.act_after(None)
    assert (act.operation_id, act.in_progress, act.failed) == ("o1", False, False)


def test_expiry_is_told_once_for_each_mark() -> None:
    """30, 14, 7, 3, 1 and 0 days before; a licence that was prolonged begins anew."""
    worker, told = born(), []
    for days in (40, 30, 29, 10, 10, 2, 0, -1):
        expires_at, at = NOON + timedelta(days=40), NOON + timedelta(days=40 - days)
        reading = health_reading(taken_at=at)
        worker.record_cml_health(replace(reading, licence=replace(reading.licence, expires_at=expires_at)))
        told.append(worker.state.license_days_left)
    assert told == [None, 30, 30, 14, 14, 3, 0, 0]
    reading = health_reading(taken_at=NOON + timedelta(days=41))
    prolonged = replace(reading.licence, expires_at=NOON + timedelta(days=400))
    worker.record_cml_health(replace(reading, licence=prolonged))
    assert worker.state.license_days_left is None
    assert WorkerLicenseExpiringDomainEvent.short_type == "worker.license.expiring"
