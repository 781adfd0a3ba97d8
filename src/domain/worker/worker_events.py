"""Everything that can happen to a worker. Change events carry the old value and the new one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.cml.cml_health_reading import CMLLicence
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import WorkerTelemetry
from domain.worker.cordon import Cordon
from domain.worker.worker_act import AskedAct
from domain.worker.worker_checks import WorkerChecks
from domain.worker.worker_service import CMLFacts, WorkerService
from domain.worker.worker_status import WorkerStatus


@dataclass(kw_only=True)
class WorkerDomainEvent(FleetEvent):
    """Something that happened to one worker."""

    @property
    def worker_id(self) -> str:
        """The worker's id."""
        return self.aggregate_id


@dataclass(kw_only=True)
class WorkerDiscoveredDomainEvent(WorkerDomainEvent):
    """Nobody asked for the import before this event: the service found the instance by itself."""

    short_type: ClassVar[str] = "worker.discovered"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    name: str
    account: str
    region: str
    instance_id: str


@dataclass(kw_only=True)
class WorkerImportedDomainEvent(WorkerDomainEvent):
    """An existing instance became a worker of the fleet (again, if it had been removed)."""

    short_type: ClassVar[str] = "worker.imported"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    name: str
    account: str
    region: str
    instance_id: str
    instance_type: str
    ami_id: str
    ami_name: str | None
    private_ip: str | None
    public_ip: str | None
    launch_time: datetime | None
    tags: dict[str, str]
    status: WorkerStatus
    status_reason: str


@dataclass(kw_only=True)
class WorkerStatusChangedDomainEvent(WorkerDomainEvent):
    """EC2 reports another state, or somebody asked for one, which is shown at once.

    `expected` is False where the life cycle knows no such step, or where EC2 contradicts what was asked.
    `status_reason` is EC2's own text, `message` what it means. `asked` is what is asked and not done yet; `ended` is
    what was asked until now, by whom: it is done, refused or contradicted. A reboot leaves the state as it is.
    """

    short_type: ClassVar[str] = "worker.status.changed"
    category: ClassVar[EventCategory] = EventCategory.STATUS

    old_status: WorkerStatus
    new_status: WorkerStatus
    status_reason: str
    expected: bool
    message: str = ""
    asked: AskedAct | None = None
    ended: AskedAct | None = None


@dataclass(kw_only=True)
class WorkerChecksChangedDomainEvent(WorkerDomainEvent):
    """A status check of EC2 has another outcome, or AWS announced something; `message` says it to people."""

    short_type: ClassVar[str] = "worker.checks.changed"
    category: ClassVar[EventCategory] = EventCategory.CHECKS

    old_checks: WorkerChecks
    new_checks: WorkerChecks
    message: str = ""


@dataclass(kw_only=True)
class WorkerDetailsChangedDomainEvent(WorkerDomainEvent):
    """The instance's name, type, image or launch time differ; both hold only the fields that changed."""

    short_type: ClassVar[str] = "worker.details.changed"
    category: ClassVar[EventCategory] = EventCategory.DETAILS

    old_details: dict[str, str | None]
    new_details: dict[str, str | None]


@dataclass(kw_only=True)
class WorkerEndpointChangedDomainEvent(WorkerDomainEvent):
    """The instance is reached at other addresses, or its controller at another endpoint."""

    short_type: ClassVar[str] = "worker.endpoint.changed"
    category: ClassVar[EventCategory] = EventCategory.DETAILS

    old_private_ip: str | None
    new_private_ip: str | None
    old_public_ip: str | None
    new_public_ip: str | None
    old_https_endpoint: str | None = None
    new_https_endpoint: str | None = None


@dataclass(kw_only=True)
class WorkerTagsChangedDomainEvent(WorkerDomainEvent):
    """The instance's tags differ."""

    short_type: ClassVar[str] = "worker.tags.changed"
    category: ClassVar[EventCategory] = EventCategory.DETAILS

    old_tags: dict[str, str]
    new_tags: dict[str, str]


@dataclass(kw_only=True)
class WorkerServiceChangedDomainEvent(WorkerDomainEvent):
    """The controller is good for something else, for another reason, or differs in what changes rarely."""

    short_type: ClassVar[str] = "worker.service.changed"
    category: ClassVar[EventCategory] = EventCategory.SERVICE

    old_service: WorkerService
    new_service: WorkerService
    old_cml: CMLFacts
    new_cml: CMLFacts


@dataclass(kw_only=True)
class WorkerLicenseChangedDomainEvent(WorkerDomainEvent):
    """The controller's licence is in another state; None = it was not known before."""

    short_type: ClassVar[str] = "worker.license.changed"
    category: ClassVar[EventCategory] = EventCategory.LICENSE

    old_license: CMLLicence | None
    new_license: CMLLicence


@dataclass(kw_only=True)
class WorkerTelemetryUpdatedDomainEvent(WorkerDomainEvent):
    """A figure has moved far enough since `previous`, the figures last told."""

    short_type: ClassVar[str] = "worker.telemetry.updated"
    category: ClassVar[EventCategory] = EventCategory.TELEMETRY

    previous: WorkerTelemetry
    telemetry: WorkerTelemetry


@dataclass(kw_only=True)
class WorkerSourceFailingDomainEvent(WorkerDomainEvent):
    """A source cannot be read for this worker, or not for the reason it failed with before."""

    short_type: ClassVar[str] = "worker.source.failing"
    category: ClassVar[EventCategory] = EventCategory.SOURCE

    source: MetricsSource
    code: str
    message: str


@dataclass(kw_only=True)
class WorkerSourceRecoveredDomainEvent(WorkerDomainEvent):
    """A source that was failing since `failing_since` has been read again."""

    short_type: ClassVar[str] = "worker.source.recovered"
    category: ClassVar[EventCategory] = EventCategory.SOURCE

    source: MetricsSource
    code: str
    failing_since: datetime


@dataclass(kw_only=True)
class WorkerCordonedDomainEvent(WorkerDomainEvent):
    """Somebody wants nothing new begun on the worker, or gives another reason for it."""

    short_type: ClassVar[str] = "worker.cordoned"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    by: str
    reason: str


@dataclass(kw_only=True)
class WorkerUncordonedDomainEvent(WorkerDomainEvent):
    """The worker may be used again; `was` is what kept people from it."""

    short_type: ClassVar[str] = "worker.uncordoned"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    by: str
    was: Cordon


@dataclass(kw_only=True)
class WorkerTerminatedDomainEvent(WorkerDomainEvent):
    """The instance is gone for good; the worker stays to be seen until it is removed."""

    short_type: ClassVar[str] = "worker.terminated"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    status_reason: str


@dataclass(kw_only=True)
class WorkerRemovedDomainEvent(WorkerDomainEvent):
    """The worker left the fleet; its instance was not touched."""

    short_type: ClassVar[str] = "worker.removed"
    category: ClassVar[EventCategory] = EventCategory.LIFECYCLE

    name: str
    account: str
    region: str
    instance_id: str
