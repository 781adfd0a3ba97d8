"""Idleness: what is known of the use of a worker."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatchmethod
from typing import Self

from domain.aggregate import NEVER
from domain.worker import activity_events as events
from domain.worker.worker_status import WorkerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """By whom the worker was stopped because it was idle, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Who wants the worker not to be paused before when."""

    by: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Who wants the worker never to be paused by itself, since when and why; `reason` may be empty."""

    by: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Idleness:
    """`since` is set while the worker is idle, `pause_at` while a countdown goes on, `paused` until it runs again.

    A period begins whenever the worker begins to run: from then on it is watched whether somebody uses it.
    """

    last_activity_at: datetime | None = None
    last_activity_source: events.ActivitySource | None = None
    last_activity: str = ""
    period_began_at: datetime = NEVER
    since: datetime | None = None
    pause_at: datetime | None = None
    paused: Pause | None = None
    pauses: int = 0
    resumes: int = 0
    snoozed: Snooze | None = None
    exempt: Exemption | None = None

    @property
    def quiet_since(self) -> datetime:
        """Since when nobody was seen to use the worker in this period."""
        return max(self.period_began_at, self.last_activity_at or NEVER)

    def in_period_from(self, at: datetime) -> Self:
        """Begin a period."""
        return replace(self, period_began_at=at, since=None, pause_at=None)

    def in_status(self, status: WorkerStatus, at: datetime) -> Self:
        """Go on with a worker that shows another state: who runs begins a period, who does not is not idle."""
        return self.in_period_from(at) if status is WorkerStatus.RUNNING else replace(self, since=None, pause_at=None)

    @singledispatchmethod
    def after(self, event: events.WorkerActivityDomainEvent) -> "Idleness":
        """Go on as `event` says; TypeError for one that changes no idleness."""
        raise TypeError(f"idleness cannot follow from {type(event).__name__}")

    @after.register(events.WorkerActivitySeenDomainEvent)
    def _(self, event: events.WorkerActivitySeenDomainEvent) -> "Idleness":
        ends = event.active_at > self.quiet_since
        return replace(
            self,
            last_activity_at=event.active_at,
            last_activity_source=event.source,
            last_activity=event.what,
            since=None if ends else self.since,
            pause_at=None if ends else self.pause_at,
        )

    @after.register(events.WorkerIdleDetectedDomainEvent)
    def _(self, event: events.WorkerIdleDetectedDomainEvent) -> "Idleness":
        return replace(self, since=event.idle_since)

    @after.register(events.WorkerIdleCountdownDomainEvent)
    def _(self, event: events.WorkerIdleCountdownDomainEvent) -> "Idleness":
        return replace(self, pause_at=event.pause_at)

    @after.register(events.WorkerIdleSnoozedDomainEvent)
    def _(self, event: events.WorkerIdleSnoozedDomainEvent) -> "Idleness":
        snoozed = Snooze(by=event.by, until=event.until) if event.until else None
        return replace(self, pause_at=None, snoozed=snoozed)

    @after.register(events.WorkerIdleExemptedDomainEvent)
    def _(self, event: events.WorkerIdleExemptedDomainEvent) -> "Idleness":
        exempt = Exemption(by=event.by, since=event.created_at, reason=event.reason) if event.exempt else None
        return replace(self, pause_at=None, exempt=exempt)

    @after.register(events.WorkerPausedDomainEvent)
    def _(self, event: events.WorkerPausedDomainEvent) -> "Idleness":
        return replace(self, paused=Pause(by=event.by, at=event.created_at), pauses=self.pauses + 1)

    @after.register(events.WorkerResumedDomainEvent)
    def _(self, event: events.WorkerResumedDomainEvent) -> "Idleness":
        return replace(self.in_period_from(event.created_at), paused=None, resumes=self.resumes + 1)
