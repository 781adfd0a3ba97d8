"""The two kinds of handlers of domain events."""

from abc import abstractmethod
from typing import Any, Generic, TypeVar

from neuroglia.mediation.mediator import DomainEventHandler

from application.events.recorded_event import RecordedEvent
from domain.events.fleet_event import FleetEvent

TEvent = TypeVar("TEvent", bound=FleetEvent)


class LiveHandler(DomainEventHandler[Any], Generic[TEvent]):
    """Told in every process, in order, from the head of the log at its start; quick, and free of I/O.

    `LiveHandler[E]` is told events of class E and of its subclasses. There is one instance per app.
    """

    @abstractmethod
    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take the event within a second (live_telling.py); what is raised is logged and harms nobody else."""


class DurableHandler(DomainEventHandler[Any], Generic[TEvent]):
    """Told in one process at a time, from a cursor of its own, at least once: idempotent.

    It needs a host that keeps the cursor; an app without one refuses to start with such a handler.
    """

    @abstractmethod
    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take the event; what is raised has it told again."""
