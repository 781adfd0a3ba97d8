"""How all jobs stand, as every interface shows it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from application.job.scheduler_dto import SchedulerDto
from domain.job.job_execution import ExecutionState


class JobHealthWord(StrEnum):
    """OVERDUE: it has not succeeded in time. FAILING: it failed since it succeeded last. OFF: it is disabled."""

    OK = "ok"
    OVERDUE = "overdue"
    FAILING = "failing"
    OFF = "off"


class JobStandingDto(BaseModel):
    """One job. It is overdue after `due_by`, null for one that is disabled, or runs only when it is triggered.

    `last_duration_seconds` is of its newest run that began, which may take `timeout_seconds`.
    """

    name: str
    health: JobHealthWord
    overdue: bool
    failing: int
    due_by: datetime | None
    last_state: ExecutionState | None
    last_success_at: datetime | None
    last_duration_seconds: float | None
    timeout_seconds: float


class JobsHealthDto(BaseModel):
    """`well` where somebody keeps the schedules, and no job is overdue."""

    well: bool
    scheduler: SchedulerDto
    jobs: Sequence[JobStandingDto]
