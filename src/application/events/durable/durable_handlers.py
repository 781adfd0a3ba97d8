"""DurableHandlers: every durable handler of this app."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from application.events.event_handlers import DurableHandler
from domain.events.fleet_event import FleetEvent

AnyDurableHandler = type[DurableHandler[Any]]


@dataclass(frozen=True, slots=True)
class DurableHandlers:
    """What each handler class wants to be told. Its cursor, its lease and its letters are kept under its name."""

    wanted: Mapping[AnyDurableHandler, type[FleetEvent]]
    of_subscribers: Collection[AnyDurableHandler] = ()

    @property
    def names(self) -> set[str]:
        """The names of the handlers."""
        return {handler.__name__ for handler in self.wanted}

    def knows(self, consumer: str) -> bool:
        """Whether there may be letters of this name: of a handler, or of a subscriber of one."""
        handler, _, subscriber = consumer.partition("_")
        return consumer in self.names or bool(subscriber and handler in {each.__name__ for each in self.of_subscribers})
