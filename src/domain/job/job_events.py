"""What happens to jobs: their runs, and how they are set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class JobDomainEvent(FleetEvent):
    """Something that happened to the job whose name is `aggregate_id`."""

    category: ClassVar[EventCategory] = EventCategory.JOB


@dataclass(kw_only=True)
class JobExecutionDomainEvent(JobDomainEvent):
    """Something that happened to one run of it."""

    execution_id: str
    scheduled_for: datetime
    attempt: int = 1


@dataclass(kw_only=True)
class JobStartedDomainEvent(JobExecutionDomainEvent):
    """A run began, or was taken up by another process."""

    short_type: ClassVar[str] = "job.started"

    triggered_by: str
    owner: str = ""


@dataclass(kw_only=True)
class JobProgressedDomainEvent(JobExecutionDomainEvent):
    """A run got further: `done` of `total`, 0 where that is not known."""

    short_type: ClassVar[str] = "job.progressed"

    done: int
    total: int
    text: str = ""


@dataclass(kw_only=True)
class JobEndedDomainEvent(JobExecutionDomainEvent):
    """A run is over. `duration_seconds` is None where it never began."""

    duration_seconds: float | None = None


@dataclass(kw_only=True)
class JobCompletedDomainEvent(JobEndedDomainEvent):
    """A run did its work; `result` is what the job answered with, `warnings` are sentences on what did not go well."""

    short_type: ClassVar[str] = "job.completed"

    result: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(kw_only=True)
class JobFailedDomainEvent(JobEndedDomainEvent):
    """A run failed; `retry_at` is when it is tried again, None for not at all."""

    short_type: ClassVar[str] = "job.failed"

    reason: str
    retry_at: datetime | None = None


@dataclass(kw_only=True)
class JobTimedOutDomainEvent(JobEndedDomainEvent):
    """A run took longer than it may; `retry_at` is when it is tried again, None for not at all."""

    short_type: ClassVar[str] = "job.timed_out"

    reason: str
    retry_at: datetime | None = None


@dataclass(kw_only=True)
class JobRateLimitedDomainEvent(JobExecutionDomainEvent):
    """A run was asked for patience and goes on at `retry_after` from where it is."""

    short_type: ClassVar[str] = "job.rate_limited"

    reason: str
    retry_after: datetime


@dataclass(kw_only=True)
class JobCancelledDomainEvent(JobEndedDomainEvent):
    """Somebody cancelled a run."""

    short_type: ClassVar[str] = "job.cancelled"

    by: str = ""


@dataclass(kw_only=True)
class JobSkippedDomainEvent(JobExecutionDomainEvent):
    """A run was left out; `reason` is a sentence."""

    short_type: ClassVar[str] = "job.skipped"

    reason: str


@dataclass(kw_only=True)
class JobMissedDomainEvent(JobExecutionDomainEvent):
    """`count` slots went by without a run, the newest of them `scheduled_for`; `reason` is a sentence."""

    short_type: ClassVar[str] = "job.missed"

    reason: str
    count: int


@dataclass(kw_only=True)
class JobConfiguredDomainEvent(JobDomainEvent):
    """Somebody changed how a job is run; `changes` are the settings that hold now, null for the code's own."""

    short_type: ClassVar[str] = "job.configured"

    by: str
    changes: Mapping[str, Any]
