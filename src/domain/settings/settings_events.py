"""Everything that can happen to the fleet's settings."""

from dataclasses import dataclass
from typing import Any, ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class SettingsChangedDomainEvent(FleetEvent):
    """Somebody set or unset some of them. `changed_by` is the principal's id.

    Old and new values are JSON values by name, as `intervals.labs_seconds`; None = not set.
    """

    short_type: ClassVar[str] = "settings.changed"
    category: ClassVar[EventCategory] = EventCategory.SETTINGS

    changed_by: str
    old_values: dict[str, Any]
    new_values: dict[str, Any]
