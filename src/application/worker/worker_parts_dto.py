"""What a worker is made of, as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.worker.check_words import sentence_of
from domain.worker.launch_spec import ProvisioningState
from domain.worker.license_act import LicenseActKind
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus


class FromState(BaseModel):
    """Shown as it is kept."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class ScheduledEventDto(FromState):
    """What AWS has announced to do with the instance, between these times."""

    code: str
    description: str
    not_before: datetime | None
    not_after: datetime | None


class WorkerChecksDto(FromState):
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


class InstanceFactsDto(FromState):
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


class CMLFactsDto(FromState):
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


class CMLLicenseDto(FromState):
    """The controller's licence. `registration` and `authorization` are CML's words, `reason` says why not licensed."""

    licensed: bool | None
    registration: str | None
    authorization: str | None
    expires_at: datetime | None
    reason: str


class LicenseActDto(FromState):
    """What is done about the licence, or was done last: by whom, since when, and for which operation.

    `step` and `message` say how far it has come while `ended_at` is null; then `failed`, `code` and `message` say how
    it ended, in Cisco's own words where it was Cisco who refused.
    """

    kind: LicenseActKind
    operation_id: str
    requested_by: str
    since: datetime
    step: str
    ended_at: datetime | None
    failed: bool
    code: str
    message: str


class WorkerTelemetryDto(FromState):
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


class FailingSourceDto(FromState):
    """Why a source cannot be read, and since when."""

    code: str
    message: str
    since: datetime


class AskedActDto(FromState):
    """What was asked and is not done yet, by whom and since when; `accepted_at` is null until EC2 took it.

    `operation_id` is the operation that carries it out; `before` the state that EC2 had told.
    """

    act: WorkerAct
    by: str
    since: datetime
    operation_id: str
    before: WorkerStatus
    accepted_at: datetime | None


class ProvisioningDto(FromState):
    """Who had the worker made of which template. `code` and `message` are EC2's words where it refused."""

    template: str
    requested_by: str
    requested_at: datetime
    state: ProvisioningState
    code: str
    message: str


class CordonDto(FromState):
    """By whom the worker was cordoned, since when and why."""

    by: str
    since: datetime
    reason: str
