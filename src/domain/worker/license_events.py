"""What happens to the licence of a worker's controller because somebody asked for it. No event holds a token."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.worker.license_act import LicenseAct, LicenseActKind
from domain.worker.worker_events import WorkerDomainEvent


@dataclass(kw_only=True)
class LicenseActDomainEvent(WorkerDomainEvent, ABC):
    """`act` tells a registration from the renewal of one; `operation_id` is the operation that it belongs to."""

    category: ClassVar[EventCategory] = EventCategory.LICENSE

    act: LicenseActKind
    operation_id: str

    @abstractmethod
    def act_after(self, before: LicenseAct | None) -> LicenseAct:
        """What is known of the act from now on."""

    def _known(self, before: LicenseAct | None) -> LicenseAct:
        if before is not None and before.operation_id == self.operation_id:
            return before
        return LicenseAct(kind=self.act, operation_id=self.operation_id, requested_by="", since=self.created_at)


@dataclass(kw_only=True)
class LicenseActStartedDomainEvent(LicenseActDomainEvent, ABC):
    """Somebody asked for it."""

    requested_by: str

    def act_after(self, before: LicenseAct | None) -> LicenseAct:  # noqa: ARG002  # it takes the place of what was
        """A new one."""
        return LicenseAct(
            kind=self.act, operation_id=self.operation_id, requested_by=self.requested_by, since=self.created_at
        )


@dataclass(kw_only=True)
class LicenseActProgressedDomainEvent(LicenseActDomainEvent, ABC):
    """`message` is what the controller says of it, in its own words, "" before it was asked."""

    step: str
    attempted_before: datetime | None
    message: str

    def act_after(self, before: LicenseAct | None) -> LicenseAct:
        """One step on."""
        return replace(
            self._known(before), step=self.step, attempted_before=self.attempted_before, message=self.message
        )


@dataclass(kw_only=True)
class LicenseActCompletedDomainEvent(LicenseActDomainEvent, ABC):
    """`code` and `message` say what there is to note, such as that nothing had to be done; "" otherwise."""

    code: str
    message: str

    def act_after(self, before: LicenseAct | None) -> LicenseAct:
        """Ended well."""
        return replace(
            self._known(before), ended_at=self.created_at, failed=False, code=self.code, message=self.message
        )


@dataclass(kw_only=True)
class LicenseActFailedDomainEvent(LicenseActDomainEvent, ABC):
    """`message` says why, in Cisco's own words where it was Cisco who refused."""

    code: str
    message: str

    def act_after(self, before: LicenseAct | None) -> LicenseAct:
        """Ended badly."""
        return replace(self._known(before), ended_at=self.created_at, failed=True, code=self.code, message=self.message)


@dataclass(kw_only=True)
class WorkerLicenseRegistrationStartedDomainEvent(LicenseActStartedDomainEvent):
    """Somebody asked to register the controller, or to renew its registration."""

    short_type: ClassVar[str] = "worker.license.registration.started"


@dataclass(kw_only=True)
class WorkerLicenseRegistrationProgressedDomainEvent(LicenseActProgressedDomainEvent):
    """The registration, or its renewal, is at another step."""

    short_type: ClassVar[str] = "worker.license.registration.progressed"


@dataclass(kw_only=True)
class WorkerLicenseRegistrationCompletedDomainEvent(LicenseActCompletedDomainEvent):
    """The controller is registered, or its registration renewed."""

    short_type: ClassVar[str] = "worker.license.registration.completed"


@dataclass(kw_only=True)
class WorkerLicenseRegistrationFailedDomainEvent(LicenseActFailedDomainEvent):
    """The controller could not be registered, or its registration not be renewed."""

    short_type: ClassVar[str] = "worker.license.registration.failed"


@dataclass(kw_only=True)
class WorkerLicenseDeregistrationStartedDomainEvent(LicenseActStartedDomainEvent):
    """Somebody asked to give the registration up."""

    short_type: ClassVar[str] = "worker.license.deregistration.started"


@dataclass(kw_only=True)
class WorkerLicenseDeregistrationProgressedDomainEvent(LicenseActProgressedDomainEvent):
    """The deregistration is at another step."""

    short_type: ClassVar[str] = "worker.license.deregistration.progressed"


@dataclass(kw_only=True)
class WorkerLicenseDeregistrationCompletedDomainEvent(LicenseActCompletedDomainEvent):
    """The controller has no registration any more."""

    short_type: ClassVar[str] = "worker.license.deregistration.completed"


@dataclass(kw_only=True)
class WorkerLicenseDeregistrationFailedDomainEvent(LicenseActFailedDomainEvent):
    """The registration could not be given up."""

    short_type: ClassVar[str] = "worker.license.deregistration.failed"


@dataclass(kw_only=True)
class WorkerLicenseExpiringDomainEvent(WorkerDomainEvent):
    """The authorization ends within `days_left` days: told once at each of 30, 14, 7, 3, 1 and 0."""

    short_type: ClassVar[str] = "worker.license.expiring"
    category: ClassVar[EventCategory] = EventCategory.LICENSE

    expires_at: datetime
    days_left: int
