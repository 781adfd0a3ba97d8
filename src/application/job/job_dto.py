"""A job as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, JsonValue

from application.job.execution_dto import ExecutionDto
from application.job.job_declaration import Overlap
from domain.job.job_execution import ExecutionState


class ScheduleSource(StrEnum):
    """Where a schedule comes from; NONE for a job that runs only when it is triggered."""

    CODE = "code"
    OVERRIDE = "override"
    NONE = "none"


class ScheduleDto(BaseModel):
    """Each `interval_seconds`, or at the times of `cron` in `timezone`, and up to `jitter_seconds` later."""

    interval_seconds: float | None
    cron: str | None
    timezone: str
    jitter_seconds: float
    text: str


class JobDto(BaseModel):
    """A job. `next_run_at` is null while it is disabled, and for one that runs only when it is triggered.

    `last_state` and `last_run_at` are of its newest run that began, `failing` is how many failed since one succeeded.
    """

    name: str
    description: str
    enabled: bool
    schedule: ScheduleDto | None
    schedule_source: ScheduleSource
    next_run_at: datetime | None
    last_run_at: datetime | None
    last_state: ExecutionState | None
    last_duration_seconds: float | None
    last_success_at: datetime | None
    running: int
    failing: int
    overdue: bool
    steered_by: str
    version: int


class NextRunDto(BaseModel):
    """A run to come: `at` is in UTC, `local` in the schedule's time zone; `note` tells what clock changes mean."""

    at: datetime
    local: str
    note: str


class JobParamDto(BaseModel):
    """A param that a trigger may give: what it `takes`, and what holds where it is left out."""

    name: str
    takes: str
    required: bool
    default: JsonValue


class JobOverridesDto(BaseModel):
    """What somebody changed of what the code says; null is the code's own. `changed_by` is "" for nobody."""

    enabled: bool | None
    schedule: ScheduleDto | None
    params: Mapping[str, JsonValue]
    misfire_grace_seconds: float | None
    changed_at: datetime | None
    changed_by: str


class JobDetailsDto(JobDto):
    """A job with all that is known of it. `counted_from` is since when its slots are counted.

    `result_schema` is the JSON schema (2020-12) of what its runs answer with. `waiting` are its
    runs that wait; of those that somebody asked for at a time, an admin sees all, others their own.
    """

    next_runs: Sequence[NextRunDto]
    overrides: JobOverridesDto
    params: Sequence[JobParamDto]
    result_schema: Mapping[str, JsonValue]
    counted_from: datetime
    due_by: datetime | None
    grace_seconds: float
    timeout_seconds: float
    overlap: Overlap
    max_attempts: int
    can_dry_run: bool
    continue_from: str | None
    waiting: Sequence[ExecutionDto]
