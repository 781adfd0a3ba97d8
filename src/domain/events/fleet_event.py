"""FleetEvent: the base of every domain event."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.data.abstractions import DomainEvent

from domain.events.event_category import EventCategory


@dataclass(kw_only=True)
class FleetEvent(DomainEvent[str]):
    """Something that happened to one aggregate.

    Subclasses are keyword-only dataclasses that state `short_type` (the CloudEvent type without prefix and
    version) and `category`. Every field but the three below is the event's data on the wire.

    `created_at` is aware UTC with millisecond precision. `aggregate_version` is the aggregate's version after
    the event, 0 for an event that belongs to no versioned aggregate.
    """

    short_type: ClassVar[str]
    category: ClassVar[EventCategory]

    aggregate_id: str
    created_at: datetime
    aggregate_version: int = 0

    @property
    def worker_id(self) -> str | None:
        """The worker it is about, None for an event of the fleet as a whole."""
        return None
