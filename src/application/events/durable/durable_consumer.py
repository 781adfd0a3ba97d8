"""DurableConsumer: whoever has a cursor, a lease and letters of its own."""

from dataclasses import dataclass

from application.events.durable.durable_handlers import AnyDurableHandler
from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EVERY_EVENT, EventFilter
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

SHORT_LIVED = frozenset({EventCategory.TELEMETRY, EventCategory.FLEET})


@dataclass(frozen=True, slots=True)
class DurableConsumer:
    """A handler class, or one `subscriber` of those it tells: what each wants to be told.

    `subscriber` is "" for a handler that works for nobody but the service itself.
    """

    handler_type: AnyDurableHandler
    wanted: type[FleetEvent]
    subscriber: str = ""
    event_filter: EventFilter = EVERY_EVENT

    @property
    def name(self) -> str:
        """Its cursor, its lease and its letters are kept under this name."""
        return consumer_name(self.handler_type, self.subscriber)

    @property
    def wants_short_lived(self) -> bool:
        """Whether it wants events that the log keeps for a short time alone."""
        return not SHORT_LIVED.isdisjoint(self.event_filter.touched_categories)

    def wants(self, event_type: type[FleetEvent], event: RecordedEvent) -> bool:
        """Whether it is told the event, which is of this class."""
        return issubclass(event_type, self.wanted) and self.event_filter.passes(event)


def lease_name(consumer: str) -> str:
    """The name of the lease of the consumer that has this name."""
    return f"handler/{consumer}"


def consumer_name(handler_type: AnyDurableHandler, subscriber: str) -> str:
    """The handler's name; behind it the subscriber's id without hyphens, which part a letter's id."""
    name = handler_type.__name__
    return f"{name}_{subscriber.replace('-', '')}" if subscriber else name
