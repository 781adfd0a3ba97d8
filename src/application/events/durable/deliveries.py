"""Deliveries: those of one durable handler that go on side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from application.events.durable.durable_handlers import AnyDurableHandler
from application.events.durable.event_feed import EventFeed
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent

Tell = Callable[[Sequence[RecordedEvent]], Awaitable[None]]
"""Tells events and settles what became of them."""


class Deliveries:
    """No subject is in two of them. Each end is news for whoever feeds them."""

    def __init__(
        self, handler_type: AnyDurableHandler, feed: EventFeed, retries: Retries, tell: Tell, tasks: asyncio.TaskGroup
    ) -> None:
        self._handler_type = handler_type
        self._feed = feed
        self._retries = retries
        self._tell = tell
        self._tasks = tasks
        self._told: set[int] = set()
        self._going = 0
        self._ended = False

    @property
    def idle(self) -> bool:
        """Whether none goes on."""
        return not self._going

    def begin(self) -> None:
        """Begin as many as the handler bears and as there is something to tell."""
        size = self._handler_type.takes_at_once
        while self._going < self._handler_type.side_by_side:
            batch = self._feed.next_batch(size, self._may_be_told)
            if not batch:
                return
            self._going += 1
            self._told.update(event.sequence for event in batch)
            self._retries.tell_now(event.sequence for event in batch)
            self._tasks.create_task(self._deliver(batch))

    def have_ended(self) -> bool:
        """Whether any has ended since this was asked the last time."""
        ended, self._ended = self._ended, False
        return ended

    def _may_be_told(self, sequence: int) -> bool:
        return sequence not in self._told and self._retries.is_due(sequence)

    async def _deliver(self, batch: Sequence[RecordedEvent]) -> None:
        await self._tell(batch)
        self._going -= 1
        self._told.difference_update(event.sequence for event in batch)
        self._ended = True
        self._feed.news.set()
