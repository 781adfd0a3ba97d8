"""Deliveries: those of one durable handler that go on side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from application.events.durable.consumer_work import ConsumerWork
from application.events.recorded_event import RecordedEvent

Tell = Callable[[ConsumerWork, Sequence[RecordedEvent]], Awaitable[None]]
"""Tells events, settles what became of them, and saves that."""


class Deliveries:
    """No subject is in two of them. The end of each is news for whoever begins them."""

    def __init__(self, work: ConsumerWork, tell: Tell, tasks: asyncio.TaskGroup) -> None:
        self._work = work
        self._tell = tell
        self._tasks = tasks
        self._told: set[int] = set()
        self._going = 0

    @property
    def idle(self) -> bool:
        """Whether none goes on."""
        return not self._going

    def seconds_to_next(self, otherwise: float) -> float:
        """How long until one may begin, `otherwise` at most: without room, the end of another is waited for."""
        has_room = self._going < self._work.consumer.handler_type.side_by_side
        return self._work.retries.seconds_to_next(otherwise) if has_room else otherwise

    def begin(self) -> None:
        """Begin as many as the handler bears and as there is something to tell."""
        handler_type, feed = self._work.consumer.handler_type, self._work.feed
        while self._going < handler_type.side_by_side:
            batch = feed.next_batch(handler_type.takes_at_once, self._may_be_told)
            if not batch:
                return
            self._going += 1
            self._told.update(event.sequence for event in batch)
            self._work.retries.tell_now(event.sequence for event in batch)
            self._tasks.create_task(self._deliver(batch))

    def _may_be_told(self, sequence: int) -> bool:
        return sequence not in self._told and self._work.retries.is_due(sequence)

    async def _deliver(self, batch: Sequence[RecordedEvent]) -> None:
        await self._tell(self._work, batch)
        self._going -= 1
        self._told.difference_update(event.sequence for event in batch)
        self._work.feed.news.set()
