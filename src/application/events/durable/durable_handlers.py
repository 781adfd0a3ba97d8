"""DurableHandlers: every durable handler of this app."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.events.event_handlers import DurableHandler
from domain.events.fleet_event import FleetEvent

AnyDurableHandler = type[DurableHandler[Any]]


@dataclass(frozen=True, slots=True)
class DurableHandlers:
    """What each handler class wants to be told. Its cursor, its lease and its letters are kept under its name."""

    wanted: Mapping[AnyDurableHandler, type[FleetEvent]]

    @property
    def names(self) -> set[str]:
        """The names of the handlers."""
        return {handler.__name__ for handler in self.wanted}
