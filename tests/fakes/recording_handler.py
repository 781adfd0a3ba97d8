"""A durable handler that remembers what it was told."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from application.events.event_handlers import DurableHandler
from application.events.recorded_event import RecordedEvent
from domain.worker.worker_events import WorkerDomainEvent

Told = tuple[str, int]


class RecordingHandler(DurableHandler[WorkerDomainEvent]):
    """Cannot take the events of the subjects in `faults`; does not come back while `open` is not set.

    `batches` are what came, by short type and sequence; `taken` what of that was taken; `busy` counts those inside.
    """

    takes_at_once: ClassVar[int] = 100

    def __init__(self) -> None:
        self.faults: dict[str, Exception] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.batches: list[list[Told]] = []
        self.taken: list[Told] = []
        self.busy = 0

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take one."""
        await self.handle_many_async([notification])

    async def handle_many_async(self, notifications: Sequence[RecordedEvent]) -> None:
        """Take all or none."""
        self.busy += 1
        try:
            told = [(event.domain_event.short_type, event.sequence) for event in notifications]
            self.batches.append(told)
            await self.open.wait()
            for event in notifications:
                if event.subject in self.faults:
                    raise self.faults[event.subject]
            self.taken += told
        finally:
            self.busy -= 1


class OneByOneHandler(DurableHandler[WorkerDomainEvent]):
    """Takes one event at a time."""

    def __init__(self) -> None:
        self.taken: list[int] = []

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take it."""
        self.taken.append(notification.sequence)


class SideBySideHandler(DurableHandler[WorkerDomainEvent]):
    """Bears two deliveries at once; each waits for `open`. `given_up` are those it was told are dead letters."""

    side_by_side: ClassVar[int] = 2

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.fault: Exception | None = None
        self.inside: list[int] = []
        self.taken: list[int] = []
        self.given_up: list[int] = []

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Take one."""
        self.inside.append(notification.sequence)
        try:
            await self.open.wait()
            if self.fault:
                raise self.fault
            self.taken.append(notification.sequence)
        finally:
            self.inside.remove(notification.sequence)

    async def give_up_async(self, notification: RecordedEvent) -> None:
        """Note it, and fail at that, too."""
        self.given_up.append(notification.sequence)
        raise RuntimeError
