"""A worker as every interface shows it."""

from collections.abc import Mapping
from datetime import datetime

from application.worker.idleness_dto import IdlenessDto
from application.worker.worker_parts_dto import (
    AskedActDto,
    CMLFactsDto,
    CMLLicenseDto,
    CordonDto,
    FailingSourceDto,
    FromState,
    InstanceFactsDto,
    LicenseActDto,
    ProvisioningDto,
    WorkerChecksDto,
    WorkerCostDto,
    WorkerTelemetryDto,
)
from domain.catalogue.instance_facts import InstanceFacts
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.reason_words import words_for
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus


class WorkerDto(FromState):
    """One worker. `version` counts its events; `failing` holds only the sources that are not well.

    `status_reason` is EC2's own text, `status_message` what it means. `instance` is null for a type not known here.
    While something is `asked`, `status` shows it as if it were under way already, until EC2 says how it is.
    `cordoned` is null unless people want nothing new begun on it.
    `service_status` says what the CML controller is good for, `service_reason` in words why it is not available, and
    `service_code` the same for programs. `license` is null until it was read; `license_days_left`
    is 30, 14, 7, 3, 1 or 0 when it ends within so many days, null otherwise. `provisioning` is null where the instance
    was imported. `instance_id` is "" until EC2 has launched the instance.
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
    license_days_left: int | None
    license_act: LicenseActDto | None
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
