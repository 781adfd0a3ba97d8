"""ConsumerRun: one durable handler in one term of its lease."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import structlog

from application.clock import Clock
from application.events.durable.deliveries import Deliveries
from application.events.durable.durable_handlers import AnyDurableHandler
from application.events.durable.event_delivery import EventDelivery, Faults
from application.events.durable.event_feed import EventFeed
from application.events.durable.letter_writer import new_letter
from application.events.durable.redelivery import Redelivery
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent
from application.lease_keeper import LeaseLostError
from application.ports.consumers import Consumer, Consumers, FailingEvent
from application.ports.dead_letters import DeadLetters
from application.settings import Settings
from application.task_group import task_group

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
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._consumers = consumers
        self._letters = letters
        self._delivery = delivery
        self._redelivery = redelivery
        self._clock = clock
        self._settings = settings

    async def run_async(self, handler_type: AnyDurableHandler, consumer: Consumer, feed: EventFeed) -> None:
        """Work until cancelled; LeaseLostError when the cursor is somebody else's."""
        retries = Retries(self._clock, self._settings)
        retries.go_on_with(consumer.failing)
        tick_at = self._clock.monotonic_seconds()
        async with task_group() as tasks:
            tell = partial(self._tell_async, handler_type, feed, retries)
            deliveries = Deliveries(handler_type, feed, retries, tell, tasks)
            while True:
                feed.news.clear()
                await feed.fill_async()
                if deliveries.have_ended():
                    consumer = await self._save_async(consumer, feed, retries)
                if deliveries.idle and self._clock.monotonic_seconds() >= tick_at:
                    await self._redelivery.redeliver_async(handler_type)
                    consumer = await self._save_async(consumer, feed, retries)
                    tick_at = self._clock.monotonic_seconds() + TICK_SECONDS
                deliveries.begin()
                await self._clock.wait_async(retries.seconds_to_next(TICK_SECONDS), feed.news)

    async def _tell_async(
        self, handler_type: AnyDurableHandler, feed: EventFeed, retries: Retries, batch: Sequence[RecordedEvent]
    ) -> None:
        """Tell a batch; who failed too often becomes a dead letter, and its subject goes on."""
        faults = await self._delivery.deliver_async(handler_type, batch)
        if faults:
            first, fault = next(iter(faults.items()))
            told = {"handler": handler_type.__name__, "events": len(faults), "first": first}
            log.warning("durable_handler_failed", **told, exc_info=fault)
        failing = {sequence: retries.failed(sequence) for sequence in faults}
        attempts = self._settings.durable_handler_attempts
        given_up = [
            event for event in batch if event.sequence in faults and failing[event.sequence].attempts >= attempts
        ]
        if given_up:
            await self._give_up_async(handler_type, given_up, faults, failing)
        settled = [*given_up, *(event for event in batch if event.sequence not in faults)]
        feed.settle(settled)
        for event in settled:
            retries.forget(event.sequence)

    async def _give_up_async(
        self,
        handler_type: AnyDurableHandler,
        events: Sequence[RecordedEvent],
        faults: Faults,
        failing: Mapping[int, FailingEvent],
    ) -> None:
        log.error("durable_handler_gave_up", handler=handler_type.__name__, events=len(events))
        await self._letters.put_async(
            [
                new_letter(handler_type, event, faults[event.sequence], failing[event.sequence], self._clock)
                for event in events
            ]
        )
        await self._delivery.give_up_async(handler_type, events)

    async def _save_async(self, before: Consumer, feed: EventFeed, retries: Retries) -> Consumer:
        consumer = replace(before, cursor=feed.cursor, failing=retries.failing)
        if consumer != before and not await self._consumers.save_async(consumer):
            raise LeaseLostError
        return consumer
