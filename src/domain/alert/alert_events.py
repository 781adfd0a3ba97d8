"""Everything that can happen to an alert."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.alert.alert_occasion import AlertOccasion
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


class ResolveReason(StrEnum):
    """CLEARED = it is not so any more; OUT_OF_SCOPE = the worker is stopped, or the rule was changed or is off."""

    CLEARED = "cleared"
    OUT_OF_SCOPE = "out_of_scope"
    WORKER_LEFT = "worker_left"


@dataclass(kw_only=True)
class AlertDomainEvent(FleetEvent):
    """Something that happened to one alert. The aggregate's id follows from the rule and the worker."""

    category: ClassVar[EventCategory] = EventCategory.ALERT

    occasion: AlertOccasion

    @property
    def worker_id(self) -> str:
        """The worker that the alert is about."""
        return self.occasion.worker_id


@dataclass(kw_only=True)
class AlertFiredDomainEvent(AlertDomainEvent):
    """It has been so for as long as the rule wants, and nobody has muted it; or a mute has ended and it still is."""

    short_type: ClassVar[str] = "alert.fired"


@dataclass(kw_only=True)
class AlertMutedDomainEvent(AlertDomainEvent):
    """It is so, and is to call nobody until a time. `muted_by` is the principal's id."""

    short_type: ClassVar[str] = "alert.muted"

    until: datetime
    muted_by: str
    reason: str


@dataclass(kw_only=True)
class AlertAcknowledgedDomainEvent(AlertDomainEvent):
    """Somebody has seen it and takes care of it. `acknowledged_by` is the principal's id."""

    short_type: ClassVar[str] = "alert.acknowledged"

    acknowledged_by: str
    comment: str


@dataclass(kw_only=True)
class AlertResolvedDomainEvent(AlertDomainEvent):
    """It is over."""

    short_type: ClassVar[str] = "alert.resolved"

    reason: ResolveReason
