"""Every event class by its short type, and the way between an event and its data on the wire."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

BASE_FIELDS = ("aggregate_id", "created_at", "aggregate_version")


class EventCatalogue:
    """Knows every imported subclass of FleetEvent; two classes with one short type end the start."""

    def __init__(self) -> None:
        self._by_short_type: dict[str, type[FleetEvent]] = {}
        for event_type in filter(_is_concrete, _subclasses(FleetEvent)):
            if event_type.short_type in self._by_short_type:
                raise TypeError(f"two event classes are called {event_type.short_type}")
            self._by_short_type[event_type.short_type] = event_type

    @property
    def short_types(self) -> Mapping[str, EventCategory]:
        """The category of each short type."""
        return {short_type: event_type.category for short_type, event_type in self._by_short_type.items()}

    def type_of(self, short_type: str) -> type[FleetEvent]:
        """Return the event class; FleetEvent itself for a type that only a newer version knows."""
        return self._by_short_type.get(short_type, FleetEvent)

    def categories_of(self, event_type: type[FleetEvent]) -> set[EventCategory]:
        """Return the categories of an event class and of those below it."""
        return {each.category for each in self._by_short_type.values() if issubclass(each, event_type)}

    @property
    def event_types(self) -> Mapping[str, type[FleetEvent]]:
        """The class of each short type."""
        return self._by_short_type

    def data_of(self, event: FleetEvent) -> dict[str, Any]:
        """Return the event's own fields as JSON values: times RFC 3339 with Z, enums as their text."""
        data: dict[str, Any] = msgspec.to_builtins(event)
        for name in BASE_FIELDS:
            del data[name]
        return data

    def decode(
        self, short_type: str, aggregate_id: str, created_at: str, version: int, data: Mapping[str, Any]
    ) -> FleetEvent:
        """Make the event again from what the log holds.

        A newer version of the service may have written it: fields that are unknown here are passed over, and of
        a type that is unknown here comes the bare FleetEvent.
        """
        fields = {**data, "aggregate_id": aggregate_id, "created_at": created_at, "aggregate_version": version}
        return msgspec.convert(fields, self.type_of(short_type))


def _subclasses(event_type: type[FleetEvent]) -> Iterator[type[FleetEvent]]:
    for subclass in event_type.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def _is_concrete(event_type: type[FleetEvent]) -> bool:
    return "short_type" in vars(event_type)
