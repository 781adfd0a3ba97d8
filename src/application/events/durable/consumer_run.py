"""ConsumerRun: one durable handler in one term of its lease."""

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

import structlog

from application.clock import Clock
from application.events.durable.consumer_work import ConsumerWork
from application.events.durable.deliveries import Deliveries
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_delivery import EventDelivery, Faults
from application.events.durable.event_feed import EventFeed
from application.events.durable.letter_writer import message_of, new_letter
from application.events.durable.redelivery import Redelivery
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent
from application.ports.consumers import Consumer, Consumers, FailingEvent
from application.ports.dead_letters import DeadLetters
from application.settings import Settings
from application.task_group import task_group
from domain.errors import DomainError, SourceUnavailableError

TICK_SECONDS = 2.0
"""How often a cursor is written that only moved over events of others, and redelivery asked for is looked for."""

LEAST_ATTEMPTS = 5
"""How often an event is told before its age counts: it may have grown old while nobody was there to tell it."""

log = structlog.get_logger(__name__)


class ConsumerRun:
    """Tells what waits, settles what became of it, writes the cursor; then rests until there is news.

    Dead letters are told again while nothing else is: of one subject never two events at once.
    """

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

    async def run_async(self, consumer: DurableConsumer, saved: Consumer, feed: EventFeed) -> NoReturn:
        """Work until cancelled; LeaseLostError when the cursor is somebody else's."""
        work = ConsumerWork(consumer, feed, Retries(self._clock, self._settings), saved, self._consumers)
        tick_at = self._clock.monotonic_seconds()
        async with task_group() as tasks:
            deliveries = Deliveries(work, self._tell_async, tasks)
            while True:
                feed.news.clear()
                await feed.fill_async()
                await self._tell_missing_async(work)
                deliveries.begin()
                if deliveries.idle and self._clock.monotonic_seconds() >= tick_at:
                    await self._redelivery.redeliver_async(consumer)
                    await work.save_async()
                    tick_at = self._clock.monotonic_seconds() + TICK_SECONDS
                await self._clock.wait_async(deliveries.seconds_to_next(TICK_SECONDS), feed.news)

    async def _tell_missing_async(self, work: ConsumerWork) -> None:
        if work.consumer.subscriber and work.feed.missing:
            await self._delivery.miss_async(work.consumer, *work.feed.missing)
            work.feed.missing = None

    async def _tell_async(self, work: ConsumerWork, batch: Sequence[RecordedEvent]) -> None:
        """Tell a batch; what failed waits, and what failed too often becomes a dead letter."""
        faults = await self._delivery.deliver_async(work.consumer, batch)
        work.settle([event for event in batch if event.sequence not in faults])
        if faults:
            await self._count_failures_async(work, batch, faults)
        await work.save_async()

    async def _count_failures_async(self, work: ConsumerWork, batch: Sequence[RecordedEvent], faults: Faults) -> None:
        first, fault = next(iter(faults.items()))
        unexpected = None if isinstance(fault, DomainError) else fault
        why = message_of(fault)
        log.warning("durable_handler_failed", handler=work.name, first=first, reason=why, exc_info=unexpected)
        failing = {sequence: work.retries.failed(sequence, each) for sequence, each in faults.items()}
        if work.consumer.handler_type.rests_as_one and isinstance(fault, SourceUnavailableError):
            work.retries.rest_until_due(first)
        failed = [event for event in batch if event.sequence in failing]
        hopeless = [event for event in failed if self._is_hopeless(work.consumer, event, failing[event.sequence])]
        if hopeless:
            await work.save_async()  # who has lost the lease gives nothing up
            letters = [
                new_letter(work.name, event, faults[event.sequence], failing[event.sequence], self._clock)
                for event in hopeless
            ]
            await self._letters.put_async(letters)
            await self._delivery.give_up_async(work.consumer, hopeless)
            log.error("durable_handler_gave_up", handler=work.name, events=len(hopeless))
            work.settle(hopeless)

    def _is_hopeless(self, consumer: DurableConsumer, event: RecordedEvent, failing: FailingEvent) -> bool:
        told_for = consumer.handler_type.told_for_seconds
        if told_for is None:
            return failing.attempts >= self._settings.durable_handler_attempts
        age = self._clock.now() - datetime.fromisoformat(event.cloud_event["time"])
        return failing.attempts >= LEAST_ATTEMPTS and age.total_seconds() >= told_for
