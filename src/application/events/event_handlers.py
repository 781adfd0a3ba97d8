"""The two kinds of handlers of domain events."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

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
    """Told in one process at a time, from a cursor of its own, at least once: it must be idempotent.

    A process that dies has its last events told again by another one, also those that were nearly done. Events of
    one subject come in order. What is raised has the event told again, later and later, and in the end makes it a
    dead letter. A new class begins at the head of the log. It is built for each delivery, in a scope of its own.
    """

    takes_at_once: ClassVar[int] = 1
    """How many events, each of another subject, one delivery may hold."""
    side_by_side: ClassVar[int] = 1
    """How many deliveries may go on at once, each of other subjects."""
    timeout_seconds: ClassVar[float | None] = None
    """How long one delivery may take; None = as long as the settings say."""

    told_for_seconds: ClassVar[float | None] = None
    """After which age an event that fails is given up; None = after as many attempts as the settings say."""
    rests_as_one: ClassVar[bool] = False
    """Whether all events wait, and not those alone that were told, when a source is away."""
    per_subscriber: ClassVar[bool] = False
    """Whether each subscriber has a cursor of its own (subscribers, who come and go)."""
    subscriber: str = ""
    """Whom it tells, where each has a cursor of its own."""

    @abstractmethod
    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take the event."""

    async def give_up_async(self, notification: RecordedEvent) -> None:
        """Know that the event could not be taken, however often it was told, and is a dead letter now."""

    async def miss_async(self, first: int, last: int) -> None:
        """Know that the log let go of events from `first` to `last`, by their age, before they could be told."""

    async def handle_many_async(self, notifications: Sequence[RecordedEvent]) -> None:
        """Take all of them; what is raised has them told again in smaller parts."""
        for notification in notifications:
            await self.handle_async(notification)
