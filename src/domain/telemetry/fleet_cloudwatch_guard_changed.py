"""The guard of CloudWatch's cost begins to hold back, holds back more or less, or ends."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class FleetCloudWatchGuardChangedDomainEvent(FleetEvent):
    """CloudWatch is read at another interval, so that it costs no more than the budget.

    `held_back` is False when it is read as often as the settings ask for again; intervals are None where it is
    not read at all. `reason` is a sentence, "" when nothing is held back.
    """

    short_type: ClassVar[str] = "fleet.cloudwatch.guard.changed"
    category: ClassVar[EventCategory] = EventCategory.FLEET

    held_back: bool
    old_interval_seconds: int | None
    new_interval_seconds: int | None
    usd_per_month: float
    budget_usd: float | None
    reason: str
