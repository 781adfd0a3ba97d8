"""What happens to webhooks."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class WebhookDisabledDomainEvent(FleetEvent):
    """A receiver is told nothing any more; `reason` is a sentence."""

    short_type: ClassVar[str] = "webhook.disabled"
    category: ClassVar[EventCategory] = EventCategory.WEBHOOK

    name: str
    reason: str


@dataclass(kw_only=True)
class WebhookEventsMissedDomainEvent(FleetEvent):
    """The log let go of events before a receiver could be told those of them that it wants.

    They are telemetry or heartbeats of refreshes: from position `first` to `last` of the log at the most.
    """

    short_type: ClassVar[str] = "webhook.events.missed"
    category: ClassVar[EventCategory] = EventCategory.WEBHOOK

    name: str
    first: int
    last: int
