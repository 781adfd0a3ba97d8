"""A worker as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from application.cost.instance_catalogue import InstanceFacts
from application.worker.idleness_dto import IdlenessDto
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.check_words import sentence_of
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.launch_spec import ProvisioningState
from domain.worker.reason_words import words_for
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus


class _FromState(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class ScheduledEventDto(_FromState):
    """What AWS has announced to do with the instance, between these times."""

    code: str
    description: str
    not_before: datetime | None
    not_after: datetime | None


class WorkerChecksDto(_FromState):
    """EC2's status checks: `system` of the host, `instance` of the operating system.

    `scheduled` is what AWS has announced, the soonest first. `message` says to people what is wrong or to come, and
    what helps; empty where all is well.
    """

    system: CheckStatus
    instance: CheckStatus
    scheduled: Sequence[ScheduledEventDto]
    message: str

    @classmethod
    def of(cls, checks: WorkerChecks) -> "WorkerChecksDto":
        """Show the checks."""
        return cls(
            system=checks.system,
            instance=checks.instance,
            scheduled=[ScheduledEventDto.model_validate(event) for event in checks.scheduled],
            message=sentence_of(checks),
        )


class InstanceFactsDto(_FromState):
    """The key figures of the instance's type; `network` is AWS's own text."""

    vcpus: int
    memory_gib: float
    network: str
    bare_metal: bool
    architecture: str


class WorkerCostDto(BaseModel):
    """What the worker costs: on-demand price of the instance alone, without storage and data transfer.

    `usd_per_hour` is the price of its type while it runs; `month_to_date_usd` is what it has cost since the month
    began (UTC), as of the last full minute: it grows by `usd_per_hour` while the status is running. Both are null
    where the price is not known.
    """

    usd_per_hour: float | None
    currency: str
    price_source: str | None
    price_as_of: str | None
    month_to_date_usd: float | None


class CMLFactsDto(_FromState):
    """What the controller says of itself; null where it was not told. `problems` are in words."""

    version: str | None
    ready: bool | None
    healthy: bool | None
    problems: Sequence[str]
    maintenance: bool | None
    maintenance_notice: str
    cpu_count: int | None
    memory_total_bytes: float | None
    disk_total_bytes: float | None


class CMLLicenseDto(_FromState):
    """The controller's licence. `registration` and `authorization` are CML's words, `reason` says why not licensed."""

    licensed: bool | None
    registration: str | None
    authorization: str | None
    expires_at: datetime | None
    reason: str


class WorkerTelemetryDto(_FromState):
    """The figures last told; null = not known. `sources` names where each known figure comes from.

    `times` is, by source, the time its figures are true for; `taken_at` the newest of them.
    """

    cpu_percent: float | None
    memory_used_percent: float | None
    disk_used_percent: float | None
    running_nodes: int | None
    total_nodes: int | None
    network_in_bytes_per_second: float | None
    network_out_bytes_per_second: float | None
    taken_at: datetime | None
    sources: Mapping[str, str]
    times: Mapping[str, datetime]


class FailingSourceDto(_FromState):
    """Why a source cannot be read, and since when."""

    code: str
    message: str
    since: datetime


class AskedActDto(_FromState):
    """What was asked and is not done yet, by whom and since when; `accepted_at` is null until EC2 took it.

    `operation_id` is the operation that carries it out; `before` the state that EC2 had told.
    """

    act: WorkerAct
    by: str
    since: datetime
    operation_id: str
    before: WorkerStatus
    accepted_at: datetime | None


class ProvisioningDto(_FromState):
    """Who had the worker made of which template. `code` and `message` are EC2's words where it refused."""

    template: str
    requested_by: str
    requested_at: datetime
    state: ProvisioningState
    code: str
    message: str


class CordonDto(_FromState):
    """By whom the worker was cordoned, since when and why."""

    by: str
    since: datetime
    reason: str


class WorkerDto(_FromState):
    """One worker. `version` counts its events; `failing` holds only the sources that are not well.

    `status_reason` is EC2's own text, `status_message` what it means. `instance` is null for a type not known here.
    While something is `asked`, `status` shows it as if it were under way already, until EC2 says how it is.
    `cordoned` is null unless people want nothing new begun on it.
    `service_status` says what the CML controller is good for, `service_reason` in words why it is not available, and
    `service_code` the same for programs. `license` is null until it was read,
    `provisioning` where the instance was imported. `instance_id` is "" until EC2 has launched the instance.
    """

    id: str
    name: str
    account: str
    region: str
    instance_id: str
    instance_type: str
    ami_id: str
    ami_name: str | None
    private_ip: str | None
    public_ip: str | None
    https_endpoint: str | None
    launch_time: datetime | None
    tags: Mapping[str, str]
    status: WorkerStatus
    status_reason: str
    status_message: str
    asked: AskedActDto | None
    cordoned: CordonDto | None
    idle: IdlenessDto
    instance: InstanceFactsDto | None
    checks: WorkerChecksDto
    service_status: ServiceStatus
    service_code: str
    service_reason: str
    cml: CMLFactsDto
    license: CMLLicenseDto | None
    telemetry: WorkerTelemetryDto
    failing: Mapping[MetricsSource, FailingSourceDto]
    provisioning: ProvisioningDto | None
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, state: CMLWorkerState, facts: InstanceFacts | None) -> "WorkerDto":
        """Show a worker's state, and the facts of its type."""
        shown = {
            "updated_at": state.last_modified,
            "version": state.state_version,
            "status_message": words_for(state.status_reason),
            "instance": facts,
            "checks": WorkerChecksDto.of(state.checks),
            "service_status": state.service.status,
            "service_code": state.service.code,
            "service_reason": state.service.reason,
        }
        return cls.model_validate({**vars(state), **shown})


class WorkerReply(WorkerDto):
    """A worker, how many labs it has and how many of them run, and its cost.

    `as_of` is the time its figures are true for, by source: null where it was never read.
    """

    labs_total: int
    labs_running: int
    cost: WorkerCostDto
    as_of: Mapping[MetricsSource, datetime | None]
