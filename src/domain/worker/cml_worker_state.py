"""What is known of one worker: made from its events and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod

from domain.aggregate import NEVER, FleetAggregateState
from domain.cml.cml_health_reading import CMLLicence
from domain.events.fleet_event import FleetEvent
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import WorkerTelemetry
from domain.worker import activity_events, provisioning_events
from domain.worker import worker_events as events
from domain.worker.aws_scope import AwsScope
from domain.worker.cordon import Cordon
from domain.worker.idleness import Idleness
from domain.worker.launch_spec import Provisioning
from domain.worker.license_act import LicenseAct
from domain.worker.license_events import LicenseActDomainEvent, WorkerLicenseExpiringDomainEvent
from domain.worker.running_time import RunningTime
from domain.worker.worker_act import AskedAct
from domain.worker.worker_checks import WorkerChecks
from domain.worker.worker_service import CMLFacts, ServiceStatus, WorkerService, service_on_instance
from domain.worker.worker_status import WorkerStatus

TOLD_BY_EC2 = (
    events.WorkerImportedDomainEvent,
    provisioning_events.WorkerLaunchedDomainEvent,
    events.WorkerStatusChangedDomainEvent,
    events.WorkerChecksChangedDomainEvent,
    events.WorkerDetailsChangedDomainEvent,
    events.WorkerEndpointChangedDomainEvent,
    events.WorkerTagsChangedDomainEvent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingSource:
    """Why a source cannot be read, and since when (kept while the code stays the same)."""

    code: str
    message: str
    since: datetime


@dataclass(kw_only=True)
class CMLWorkerState(FleetAggregateState):
    """One worker. `failing` holds only the sources that are not well; `removed` workers are not shown.

    `running_time` follows from the times at which EC2 was seen to be otherwise: an instance that starts or stops
    between two looks is counted from the second one. `license_days_left` are the days last told of a licence that
    ends soon, None where it does not. `status_since` and `service_since` are when status and service last changed,
    NEVER where the state was saved before that was noted.
    """

    id: str = ""
    state_version: int = 0
    created_at: datetime = NEVER
    last_modified: datetime = NEVER
    ec2_told_at: datetime = NEVER
    removed: bool = False

    name: str = ""
    account: str = ""
    region: str = ""
    instance_id: str = ""
    instance_type: str = ""
    ami_id: str = ""
    ami_name: str | None = None
    private_ip: str | None = None
    public_ip: str | None = None
    launch_time: datetime | None = None
    https_endpoint: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    status: WorkerStatus = WorkerStatus.UNKNOWN
    status_reason: str = ""
    status_since: datetime = NEVER
    asked: AskedAct | None = None
    cordoned: Cordon | None = None
    idle: Idleness = field(default_factory=Idleness)
    checks: WorkerChecks = field(default_factory=WorkerChecks)
    running_time: RunningTime = field(default_factory=RunningTime)
    service: WorkerService = field(default_factory=WorkerService)
    service_since: datetime = NEVER
    cml: CMLFacts = field(default_factory=CMLFacts)
    license: CMLLicence | None = None
    license_days_left: int | None = None
    license_act: LicenseAct | None = None
    telemetry: WorkerTelemetry = field(default_factory=WorkerTelemetry)
    failing: Mapping[MetricsSource, FailingSource] = field(default_factory=dict)
    provisioning: Provisioning | None = None

    def __post_init__(self) -> None:
        """Count from the launch where the state was saved before running time was counted."""
        if self.running_time.until == NEVER:
            self._count_running(self.launch_time or self.created_at)

    @property
    def scope(self) -> AwsScope:
        """Where AWS calls about this worker go."""
        return AwsScope(self.account, self.region)

    @property
    def active(self) -> bool:
        """Whether the worker is refreshed: it has an instance, and is neither terminated nor removed."""
        return bool(self.instance_id) and not self.removed and self.status is not WorkerStatus.TERMINATED

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says."""
        before = self.status, self.service.status
        self._on(event)
        self._note_changes(before, event.created_at)
        self._count_running(event.created_at)
        self.last_modified = event.created_at
        if isinstance(event, TOLD_BY_EC2):
            self.ec2_told_at = event.created_at

    def _note_changes(self, before: tuple[WorkerStatus, ServiceStatus], moment: datetime) -> None:
        if self.status is not before[0]:
            self.status_since = moment
        if self.service.status is not before[1]:
            self.service_since = moment

    def _count_running(self, moment: datetime) -> None:
        runs = self.status is WorkerStatus.RUNNING and not self.removed
        self.running_time = self.running_time.changed_to(self.instance_type if runs else "", moment)

    @singledispatchmethod
    def _on(self, event: FleetEvent) -> None:
        raise TypeError(f"a worker's state cannot follow from {type(event).__name__}")

    @_on.register
    def _(self, event: events.WorkerDiscoveredDomainEvent) -> None:
        """Nothing follows from it; the import before it has told all."""

    @_on.register
    def _(self, event: events.WorkerImportedDomainEvent) -> None:
        self.id, self.created_at, self.removed = event.aggregate_id, event.created_at, False
        self.name, self.account, self.region = event.name, event.account, event.region
        self.instance_id, self.instance_type = event.instance_id, event.instance_type
        self.ami_id, self.ami_name = event.ami_id, event.ami_name
        self.private_ip, self.public_ip = event.private_ip, event.public_ip
        self.launch_time, self.tags = event.launch_time, dict(event.tags)
        self.status, self.status_reason, self.asked = event.status, event.status_reason, None
        self.cordoned = None
        self.checks, self.telemetry, self.failing = WorkerChecks(), WorkerTelemetry(), {}
        self.https_endpoint, self.service, self.cml, self.license = None, WorkerService(), CMLFacts(), None
        self.license_days_left = self.license_act = None
        if event.status is not WorkerStatus.RUNNING:
            self.service = service_on_instance(event.status)
        self._count_running(event.launch_time or event.created_at)

    @_on.register
    def _(self, event: provisioning_events.WorkerCreatedDomainEvent) -> None:
        self.id, self.created_at = event.aggregate_id, event.created_at
        self.name, self.account, self.region = event.name, event.account, event.region
        self.instance_type, self.tags = event.spec.instance_type, dict(event.spec.tags)
        self.status, self.service = WorkerStatus.PENDING, service_on_instance(WorkerStatus.PENDING)
        self.provisioning = Provisioning(
            template=event.template, requested_by=event.requested_by, requested_at=event.created_at, spec=event.spec
        )

    @_on.register
    def _(self, event: provisioning_events.WorkerLaunchedDomainEvent) -> None:
        self.instance_id, self.instance_type = event.instance_id, event.instance_type
        self.ami_id, self.ami_name = event.ami_id, event.ami_name
        self.private_ip, self.public_ip = event.private_ip, event.public_ip
        self.launch_time, self.tags, self.status = event.launch_time, dict(event.tags), event.status
        self.service, self.idle = service_on_instance(event.status), self.idle.in_status(event.status, event.created_at)
        self.provisioning = self.provisioning and self.provisioning.launched()

    @_on.register
    def _(self, event: provisioning_events.WorkerProvisioningFailedDomainEvent) -> None:
        self.status, self.status_reason = WorkerStatus.TERMINATED, f"{event.code}: {event.message}"
        self.service = service_on_instance(WorkerStatus.TERMINATED)
        self.provisioning = self.provisioning and self.provisioning.failed(event.code, event.message)

    @_on.register
    def _(self, event: events.WorkerStatusChangedDomainEvent) -> None:
        self.status, self.status_reason, self.asked = event.new_status, event.status_reason, event.asked
        if event.new_status is event.old_status:
            return
        self.idle = self.idle.in_status(event.new_status, event.created_at)
        if event.new_status is not WorkerStatus.RUNNING:
            self.service = service_on_instance(event.new_status)
            self.telemetry = WorkerTelemetry()  # figures of a machine that is off are no figures
        elif self.service.status is not ServiceStatus.UNKNOWN:
            self.service = service_on_instance(event.new_status)

    @_on.register
    def _(self, event: events.WorkerChecksChangedDomainEvent) -> None:
        self.checks = event.new_checks

    @_on.register
    def _(self, event: events.WorkerDetailsChangedDomainEvent) -> None:
        for name, value in event.new_details.items():
            setattr(self, name, datetime.fromisoformat(value) if name == "launch_time" and value else value)

    @_on.register
    def _(self, event: events.WorkerEndpointChangedDomainEvent) -> None:
        self.private_ip, self.public_ip = event.new_private_ip, event.new_public_ip
        self.https_endpoint = event.new_https_endpoint

    @_on.register
    def _(self, event: events.WorkerTagsChangedDomainEvent) -> None:
        self.tags = dict(event.new_tags)

    @_on.register
    def _(self, event: events.WorkerServiceChangedDomainEvent) -> None:
        self.service, self.cml = event.new_service, event.new_cml

    @_on.register
    def _(self, event: events.WorkerLicenseChangedDomainEvent) -> None:
        if self.license is None or self.license.expires_at != event.new_license.expires_at:
            self.license_days_left = None
        self.license = event.new_license

    @_on.register
    def _(self, event: WorkerLicenseExpiringDomainEvent) -> None:
        self.license_days_left = event.days_left

    @_on.register
    def _(self, event: LicenseActDomainEvent) -> None:
        self.license_act = event.act_after(self.license_act)

    @_on.register
    def _(self, event: events.WorkerTelemetryUpdatedDomainEvent) -> None:
        self.telemetry = event.telemetry

    @_on.register
    def _(self, event: events.WorkerSourceFailingDomainEvent) -> None:
        failing = FailingSource(code=event.code, message=event.message, since=event.created_at)
        self.failing = {**self.failing, event.source: failing}

    @_on.register
    def _(self, event: events.WorkerSourceRecoveredDomainEvent) -> None:
        self.failing = {source: why for source, why in self.failing.items() if source is not event.source}

    @_on.register
    def _(self, event: events.WorkerCordonedDomainEvent) -> None:
        self.cordoned = Cordon(by=event.by, since=event.created_at, reason=event.reason)

    @_on.register
    def _(self, event: events.WorkerUncordonedDomainEvent) -> None:  # noqa: ARG002  # the class alone decides
        self.cordoned = None

    @_on.register
    def _(self, event: activity_events.WorkerActivityDomainEvent) -> None:
        self.idle = self.idle.after(event)

    @_on.register
    def _(self, event: events.WorkerTerminatedDomainEvent) -> None:
        self.status_reason = event.status_reason

    @_on.register
    def _(self, event: events.WorkerRemovedDomainEvent) -> None:  # noqa: ARG002  # the class alone decides
        self.removed = True
