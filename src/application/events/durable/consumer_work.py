"""ConsumerWork: what one run of a durable handler works with, and how much of it is saved."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_feed import EventFeed
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent
from application.lease_keeper import LeaseLostError
from application.ports.consumers import Consumer, Consumers


class ConsumerWork:
    """The events that wait in `feed`, and those of them that failed and are told again, `retries`."""

    def __init__(
        self,
        consumer: DurableConsumer,
        feed: EventFeed,
        retries: Retries,
        saved: Consumer,
        consumers: Consumers,
    ) -> None:
        self.consumer = consumer
        self.feed = feed
        self.retries = retries
        self._saved = saved
        self._consumers = consumers
        self._saving = asyncio.Lock()
        retries.go_on_with(saved.failing)

    @property
    def name(self) -> str:
        """The handler's name."""
        return self._saved.handler

    def settle(self, events: Sequence[RecordedEvent]) -> None:
        """Let go of events that are done or given up."""
        self.feed.settle(events)
        for event in events:
            self.retries.forget(event.sequence)

    async def save_async(self) -> None:
        """Write the cursor where it moved; LeaseLostError when a later term has claimed it."""
        async with self._saving:
            cursor = self.feed.cursor
            failing = tuple(event for event in self.retries.failing if event.sequence > cursor)
            await self._write_async(replace(self._saved, cursor=cursor, failing=failing))

    async def _write_async(self, consumer: Consumer) -> None:
        if consumer == self._saved:
            return
        if not await self._consumers.save_async(consumer):
            raise LeaseLostError
        self._saved = consumer
