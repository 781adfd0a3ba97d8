"""A run as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, JsonValue

from domain.job.job_execution import Control, ExecutionState, JobExecution, TriggerKind


class ExecutionProgressDto(BaseModel):
    """`done` of `total`, 0 where that is not known, and what is being done."""

    done: int
    total: int
    text: str


class ExecutionErrorDto(BaseModel):
    """Why a run failed."""

    type: str
    message: str


class ExecutionWarningDto(BaseModel):
    """What did not go well; `items` are the first fifty it is true of, `count` is of all."""

    message: str
    items: Sequence[str]
    count: int


class ExecutionCountersDto(BaseModel):
    """What was done for a run; its events lie between two positions of the log, 0 for none."""

    aws_calls: int
    cml_calls: int
    db_writes: int
    events: int
    first_sequence: int
    last_sequence: int


class ExecutionDto(BaseModel):
    """One run. `owner` is "" for the service's own; `holder` is the process that ran it last.

    One that waits begins at `due_at`. `reason` says why it is skipped, missed, cancelled or waits; `missed` counts the
    slots that a missed one stands for. `asked` is what somebody wants of it while it runs. `result` is what the job
    answered with, null before it has; the job's `result_schema` tells what its figures are. One of an earlier version
    of the service is shown as it was.
    """

    id: str
    job: str
    state: ExecutionState
    scheduled_for: datetime
    due_at: datetime
    created_at: datetime
    triggered_by: TriggerKind
    owner: str
    params: Mapping[str, JsonValue]
    dry_run: bool
    attempt: int
    holder: str
    started_at: datetime | None
    finished_at: datetime | None
    duration_seconds: float | None
    lateness_seconds: float | None
    progress: ExecutionProgressDto
    result: Mapping[str, JsonValue] | None
    warnings: Sequence[ExecutionWarningDto]
    error: ExecutionErrorDto | None
    counters: ExecutionCountersDto
    reason: str
    missed: int
    retry_of: str | None
    trace_id: str
    asked: Control
    asked_by: str

    @classmethod
    def of(cls, execution: JobExecution) -> "ExecutionDto":
        """Show a run."""
        return cls.model_validate(execution, from_attributes=True)


def brief(execution: JobExecution) -> dict[str, Any]:
    """Return what proves something of a run: which one, how far it is, and why."""
    shown = ExecutionDto.of(execution)
    told = {"id", "job", "state", "scheduled_for", "due_at", "started_at", "finished_at", "holder", "reason", "error"}
    return shown.model_dump(mode="json", include=told)
