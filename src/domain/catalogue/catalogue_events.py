"""What happens to the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class CatalogueRefreshedDomainEvent(FleetEvent):
    """Entries of the catalogue were written, so many of each kind, or `removed`; who keeps them reads them again."""

    short_type: ClassVar[str] = "catalogue.refreshed"
    category: ClassVar[EventCategory] = EventCategory.FLEET

    images: int
    instance_types: int
    prices: int
    definition_sets: int
    removed: int
