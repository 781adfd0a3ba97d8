"""A worker as every interface shows it."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_checks import CheckStatus
from domain.worker.worker_status import WorkerStatus


class _FromState(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class WorkerChecksDto(_FromState):
    """EC2's status checks: `system` of the host, `instance` of the operating system."""

    system: CheckStatus
    instance: CheckStatus


class WorkerTelemetryDto(_FromState):
    """The figures last told; null = not known. `sources` names where each known figure comes from."""

    cpu_percent: float | None
    network_in_bytes_per_second: float | None
    network_out_bytes_per_second: float | None
    taken_at: datetime | None
    sources: Mapping[str, str]


class FailingSourceDto(_FromState):
    """Why a source cannot be read, and since when."""

    code: str
    message: str
    since: datetime


class WorkerDto(_FromState):
    """One worker. `version` counts its events; `failing` holds only the sources that are not well."""

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
    launch_time: datetime | None
    tags: Mapping[str, str]
    status: WorkerStatus
    status_reason: str
    checks: WorkerChecksDto
    telemetry: WorkerTelemetryDto
    failing: Mapping[MetricsSource, FailingSourceDto]
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, state: CMLWorkerState) -> "WorkerDto":
        """Show a worker's state."""
        return cls.model_validate({**vars(state), "updated_at": state.last_modified, "version": state.state_version})


class WorkerReply(WorkerDto):
    """A worker and, by source, the time its figures are true for: null where it was never read."""

    as_of: Mapping[MetricsSource, datetime | None]
