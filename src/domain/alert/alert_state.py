"""What is known of one alert: made from its events and from nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import singledispatchmethod

from domain.aggregate import NEVER, FleetAggregateState
from domain.alert import alert_events as events
from domain.alert.alert_occasion import AlertOccasion
from domain.events.fleet_event import FleetEvent


class AlertStatus(StrEnum):
    """FIRING until somebody has seen it (ACKNOWLEDGED), muted it (MUTED), or it is over (RESOLVED)."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Who takes care of it, since when, and what they said."""

    by: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedUntil:
    """Until when it is to call nobody, who said so, and why."""

    until: datetime
    by: str
    reason: str


@dataclass(kw_only=True)
class AlertState(FleetAggregateState):
    """One rule on one worker: it may fire again and again. `fired_at` is None while nobody was called."""

    id: str = ""
    state_version: int = 0
    created_at: datetime = NEVER
    last_modified: datetime = NEVER

    occasion: AlertOccasion | None = None
    status: AlertStatus = AlertStatus.RESOLVED
    fired_at: datetime | None = None
    acknowledged: Acknowledgement | None = None
    muted: MutedUntil | None = None
    resolved_at: datetime | None = None
    resolve_reason: events.ResolveReason | None = None

    @property
    def about(self) -> AlertOccasion:
        """What it is about; TypeError of an alert to which nothing has happened yet."""
        if self.occasion is None:
            raise TypeError("nothing has happened to this alert yet")
        return self.occasion

    @property
    def active(self) -> bool:
        """Whether it is so at present."""
        return self.status is not AlertStatus.RESOLVED

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says."""
        if not isinstance(event, events.AlertDomainEvent):
            raise TypeError(f"an alert's state cannot follow from {type(event).__name__}")
        if not self.active:
            self.created_at, self.resolved_at, self.resolve_reason = event.created_at, None, None
            self.fired_at = self.acknowledged = None
        self.occasion, self.muted = event.occasion, None
        self._on(event)
        self.last_modified = event.created_at

    @singledispatchmethod
    def _on(self, event: events.AlertFiredDomainEvent) -> None:
        self.status, self.fired_at, self.acknowledged = AlertStatus.FIRING, event.created_at, None

    @_on.register
    def _(self, event: events.AlertMutedDomainEvent) -> None:
        self.status = AlertStatus.MUTED
        self.muted = MutedUntil(until=event.until, by=event.muted_by, reason=event.reason)

    @_on.register
    def _(self, event: events.AlertAcknowledgedDomainEvent) -> None:
        self.status = AlertStatus.ACKNOWLEDGED
        self.acknowledged = Acknowledgement(by=event.acknowledged_by, at=event.created_at, comment=event.comment)

    @_on.register
    def _(self, event: events.AlertResolvedDomainEvent) -> None:
        self.status, self.resolved_at, self.resolve_reason = AlertStatus.RESOLVED, event.created_at, event.reason
