"""What happens to a worker because it is used, or because it is not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.worker.worker_events import WorkerDomainEvent


class ActivitySource(StrEnum):
    """Where activity is seen: CONTROLLER = the controller's own history, LABS = labs that change."""

    CONTROLLER = "controller"
    LABS = "labs"


class PauseHold(StrEnum):
    """Why an idle worker is not paused."""

    DISABLED = "disabled"
    WORKING_HOURS = "working_hours"
    EXEMPT_TAG = "exempt_tag"
    EXEMPT = "exempt"
    SNOOZED = "snoozed"
    ACT_UNDER_WAY = "act_under_way"
    NOT_OBSERVED = "not_observed"
    NOT_IDLE = "not_idle"


@dataclass(kw_only=True)
class WorkerActivityDomainEvent(WorkerDomainEvent):
    """Something about the use of a worker."""

    category: ClassVar[EventCategory] = EventCategory.ACTIVITY


@dataclass(kw_only=True)
class WorkerActivitySeenDomainEvent(WorkerActivityDomainEvent):
    """Somebody used the worker `active_at` that time; `previous_at` is when that was last seen before."""

    short_type: ClassVar[str] = "worker.activity.seen"

    source: ActivitySource
    what: str
    active_at: datetime
    previous_at: datetime | None


@dataclass(kw_only=True)
class WorkerIdleDetectedDomainEvent(WorkerActivityDomainEvent):
    """Nobody has used the worker since `idle_since`; None = by other rules it is idle no more."""

    short_type: ClassVar[str] = "worker.idle.detected"

    idle_since: datetime | None


@dataclass(kw_only=True)
class WorkerIdleCountdownDomainEvent(WorkerActivityDomainEvent):
    """The worker is paused at `pause_at` unless it is used before; None = called off, and `held_by` says why."""

    short_type: ClassVar[str] = "worker.idle.countdown"

    pause_at: datetime | None
    held_by: PauseHold | None = None


@dataclass(kw_only=True)
class WorkerIdleSnoozedDomainEvent(WorkerActivityDomainEvent):
    """Somebody wants the worker not to be paused before `until`; None = that has ended. It calls a countdown off."""

    short_type: ClassVar[str] = "worker.idle.snoozed"

    by: str
    until: datetime | None


@dataclass(kw_only=True)
class WorkerIdleExemptedDomainEvent(WorkerActivityDomainEvent):
    """Somebody wants the worker never to be paused by itself, or (`exempt` false) no longer so; a countdown is off."""

    short_type: ClassVar[str] = "worker.idle.exempted"

    by: str
    exempt: bool
    reason: str


@dataclass(kw_only=True)
class WorkerPausedDomainEvent(WorkerActivityDomainEvent):
    """EC2 took the order to stop the worker because nobody had used it since `idle_since`."""

    short_type: ClassVar[str] = "worker.paused"

    by: str
    idle_since: datetime


@dataclass(kw_only=True)
class WorkerResumedDomainEvent(WorkerActivityDomainEvent):
    """A worker that was paused runs again; `by` is "" where it was started outside of this service."""

    short_type: ClassVar[str] = "worker.resumed"

    by: str
    paused_at: datetime
