"""ConsumerRun: one durable handler in one term of its lease."""

from collections.abc import Sequence
from dataclasses import replace

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
        retries = Retries(self._clock, self._settings)
        retries.go_on_with(consumer.failing)
        tick_at = self._clock.monotonic_seconds()
        while True:
            feed.news.clear()
            await feed.fill_async()
            batch = feed.next_batch(handler_type.takes_at_once, retries.is_due)
            if batch:
                await self._show_async(batch)
                faults = await self._delivery.deliver_async(handler_type, batch)
                await self._settle_async(handler_type, feed, retries, batch, faults)
                consumer = await self._save_async(consumer, feed, retries)
            if self._clock.monotonic_seconds() >= tick_at:
                await self._redelivery.redeliver_async(handler_type)
                consumer = await self._save_async(consumer, feed, retries)
                tick_at = self._clock.monotonic_seconds() + TICK_SECONDS
            if not batch:
                await self._clock.wait_async(retries.seconds_to_next(TICK_SECONDS), feed.news)

    async def _show_async(self, batch: Sequence[RecordedEvent]) -> None:
        """Let the documents show what is told: another process writes them after the log, perhaps a moment later."""
        await self._reprojection.project_workers_async({event.worker_id for event in batch if event.worker_id})

    async def _settle_async(
        self,
        handler_type: AnyDurableHandler,
        feed: EventFeed,
        retries: Retries,
        batch: Sequence[RecordedEvent],
        faults: Faults,
    ) -> None:
        """Note what failed; who failed too often becomes a dead letter, and its subject goes on."""
        if faults:
            first, fault = next(iter(faults.items()))
            told = {"handler": handler_type.__name__, "events": len(faults), "first": first}
            log.warning("durable_handler_failed", **told, exc_info=fault)
        failing = {sequence: retries.failed(sequence) for sequence in faults}
        attempts = self._settings.durable_handler_attempts
        given_up = [
            event for event in batch if event.sequence in faults and failing[event.sequence].attempts >= attempts
        ]
        await self._letters.put_async(
            [
                new_letter(handler_type, event, faults[event.sequence], failing[event.sequence], self._clock)
                for event in given_up
            ]
        )
        if given_up:
            log.error("durable_handler_gave_up", handler=handler_type.__name__, events=len(given_up))
        settled = [*given_up, *(event for event in batch if event.sequence not in faults)]
        feed.settle(settled)
        for event in settled:
            retries.forget(event.sequence)

    async def _save_async(self, before: Consumer, feed: EventFeed, retries: Retries) -> Consumer:
        failing = tuple(event for event in retries.failing if event.sequence > feed.cursor)
        consumer = replace(before, cursor=feed.cursor, failing=failing)
        if consumer != before and not await self._consumers.save_async(consumer):
            raise LeaseLostError
        return consumer
