"""LicensedWorker: what is done about the licence of a worker's controller."""

from datetime import datetime

from domain.worker import license_events as events
from domain.worker.license_act import LicenseAct, LicenseActKind
from domain.worker.measured_worker import MeasuredWorker

REGISTERING = (
    events.WorkerLicenseRegistrationStartedDomainEvent,
    events.WorkerLicenseRegistrationProgressedDomainEvent,
    events.WorkerLicenseRegistrationCompletedDomainEvent,
    events.WorkerLicenseRegistrationFailedDomainEvent,
)
DEREGISTERING = (
    events.WorkerLicenseDeregistrationStartedDomainEvent,
    events.WorkerLicenseDeregistrationProgressedDomainEvent,
    events.WorkerLicenseDeregistrationCompletedDomainEvent,
    events.WorkerLicenseDeregistrationFailedDomainEvent,
)


class LicensedWorker(MeasuredWorker):
    """The part of a worker that is registered with Cisco. Each method bears being called twice."""

    def begin_license_act(self, kind: LicenseActKind, operation_id: str, requested_by: str, at: datetime) -> LicenseAct:
        """Begin, or return how far the operation has come that has begun before."""
        if known := self._license_act_of(operation_id):
            return known
        self.raise_event(_events_of(kind)[0], at, act=kind, operation_id=operation_id, requested_by=requested_by)
        return LicenseAct(kind=kind, operation_id=operation_id, requested_by=requested_by, since=at)

    def continue_license_act(
        self, operation_id: str, step: str, attempted_before: datetime | None, message: str, at: datetime
    ) -> None:
        """Take the step that is being taken, and what the controller says."""
        act = self._license_act_of(operation_id)
        told = (step, attempted_before, message)
        if act is not None and act.in_progress and told != (act.step, act.attempted_before, act.message):
            self.raise_event(
                _events_of(act.kind)[1],
                at,
                act=act.kind,
                operation_id=operation_id,
                step=step,
                attempted_before=attempted_before,
                message=message,
            )

    def end_license_act(self, operation_id: str, *, failed: bool, code: str, message: str, at: datetime) -> None:
        """End, well or not; nothing happens where it has ended before."""
        act = self._license_act_of(operation_id)
        if act is not None and act.in_progress:
            ended = _events_of(act.kind)[3 if failed else 2]
            self.raise_event(ended, at, act=act.kind, operation_id=operation_id, code=code, message=message)

    def _license_act_of(self, operation_id: str) -> LicenseAct | None:
        act = self.state.license_act
        return act if act is not None and act.operation_id == operation_id else None


def _events_of(kind: LicenseActKind) -> tuple[type[events.LicenseActDomainEvent], ...]:
    return DEREGISTERING if kind is LicenseActKind.DEREGISTRATION else REGISTERING
