"""ConsumerRun: one durable handler in one term of its lease."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from application.clock import Clock
from application.events.durable.durable_handlers import AnyDurableHandler
from application.events.durable.event_delivery import EventDelivery, Faults
from application.events.durable.event_feed import EventFeed
from application.events.durable.letter_writer import new_letter
from application.events.durable.redelivery import Redelivery
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent
from application.events.reprojection import Reprojection
from application.lease_keeper import LeaseLostError
from application.ports.consumers import Consumer, Consumers
from application.ports.dead_letters import DeadLetters
from application.settings import Settings

TICK_SECONDS = 2.0
"""How often a cursor is written that only moved over events of others, and redelivery asked for is looked for."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    """What one run works with."""

    handler_type: AnyDurableHandler
    feed: EventFeed
    retries: Retries

    def next_batch(self) -> list[RecordedEvent]:
        """The events that may be told now."""
        return self.feed.next_batch(self.handler_type.takes_at_once, self.retries.is_due)

    def settle(self, events: Sequence[RecordedEvent]) -> None:
        """Let go of events that are done or given up."""
        self.feed.settle(events)
        for event in events:
            self.retries.forget(event.sequence)


class ConsumerRun:
    """Tells what waits, settles what became of it, writes the cursor; then rests until there is news."""

    def __init__(
        self,
        consumers: Consumers,
        letters: DeadLetters,
        delivery: EventDelivery,
        redelivery: Redelivery,
        reprojection: Reprojection,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._consumers = consumers
        self._letters = letters
        self._delivery = delivery
        self._redelivery = redelivery
        self._reprojection = reprojection
        self._clock = clock
        self._settings = settings

    async def run_async(self, handler_type: AnyDurableHandler, consumer: Consumer, feed: EventFeed) -> None:
        """Work until cancelled; LeaseLostError when the cursor is somebody else's."""
        work = _Work(handler_type, feed, Retries(self._clock, self._settings))
        work.retries.go_on_with(consumer.failing)
        tick_at = self._clock.monotonic_seconds()
        while True:
            feed.news.clear()
            await feed.fill_async()
            batch = work.next_batch()
            if batch:
                consumer = await self._tell_async(work, consumer, batch)
            if self._clock.monotonic_seconds() >= tick_at:
                await self._redelivery.redeliver_async(handler_type)
                consumer = await self._save_async(work, consumer)
                tick_at = self._clock.monotonic_seconds() + TICK_SECONDS
            if not batch:
                await self._clock.wait_async(work.retries.seconds_to_next(TICK_SECONDS), feed.news)

    async def _tell_async(self, work: _Work, consumer: Consumer, batch: Sequence[RecordedEvent]) -> Consumer:
        """Tell a batch, once the documents show it: another process writes them after the log, a moment later."""
        await self._reprojection.project_workers_async({event.worker_id for event in batch if event.worker_id})
        faults = await self._delivery.deliver_async(work.handler_type, batch)
        work.settle([event for event in batch if event.sequence not in faults])
        if faults:
            consumer = await self._count_failures_async(work, consumer, batch, faults)
        return await self._save_async(work, consumer)

    async def _count_failures_async(
        self, work: _Work, consumer: Consumer, batch: Sequence[RecordedEvent], faults: Faults
    ) -> Consumer:
        """Let what failed wait; what failed too often becomes a dead letter, and its subject goes on."""
        first, fault = next(iter(faults.items()))
        name = work.handler_type.__name__
        log.warning("durable_handler_failed", handler=name, events=len(faults), first=first, exc_info=fault)
        failing = {sequence: work.retries.failed(sequence) for sequence in faults}
        most = self._settings.durable_handler_attempts
        hopeless = [event for event in batch if event.sequence in failing and failing[event.sequence].attempts >= most]
        if hopeless:
            consumer = await self._save_async(work, consumer)  # who has lost the lease gives nothing up
            letters = [
                new_letter(name, event, faults[event.sequence], failing[event.sequence], self._clock)
                for event in hopeless
            ]
            await self._letters.put_async(letters)
            log.error("durable_handler_gave_up", handler=name, events=len(hopeless))
            work.settle(hopeless)
        return consumer

    async def _save_async(self, work: _Work, before: Consumer) -> Consumer:
        """Write the cursor where it moved; LeaseLostError when a later term has claimed it."""
        cursor = work.feed.cursor
        failing = tuple(event for event in work.retries.failing if event.sequence > cursor)
        consumer = replace(before, cursor=cursor, failing=failing)
        if consumer != before and not await self._consumers.save_async(consumer):
            raise LeaseLostError
        return consumer
