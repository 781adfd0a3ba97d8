"""ConsumerRun: one durable handler in one term of its lease."""

from collections.abc import Sequence
from typing import NoReturn

import structlog

from application.clock import Clock
from application.events.durable.consumer_work import ConsumerWork
from application.events.durable.deliveries import Deliveries
from application.events.durable.durable_handlers import AnyDurableHandler
from application.events.durable.event_delivery import EventDelivery, Faults
from application.events.durable.event_feed import EventFeed
from application.events.durable.letter_writer import new_letter
from application.events.durable.redelivery import Redelivery
from application.events.durable.retries import Retries
from application.events.recorded_event import RecordedEvent
from application.ports.consumers import Consumer, Consumers
from application.ports.dead_letters import DeadLetters
from application.settings import Settings
from application.task_group import task_group

TICK_SECONDS = 2.0
"""How often a cursor is written that only moved over events of others, and redelivery asked for is looked for."""

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

    async def run_async(self, handler_type: AnyDurableHandler, consumer: Consumer, feed: EventFeed) -> NoReturn:
        """Work until cancelled; LeaseLostError when the cursor is somebody else's."""
        work = ConsumerWork(handler_type, feed, Retries(self._clock, self._settings), consumer, self._consumers)
        tick_at = self._clock.monotonic_seconds()
        async with task_group() as tasks:
            deliveries = Deliveries(work, self._tell_async, tasks)
            while True:
                feed.news.clear()
                await feed.fill_async()
                deliveries.begin()
                if deliveries.idle and self._clock.monotonic_seconds() >= tick_at:
                    await self._redelivery.redeliver_async(handler_type)
                    await work.save_async()
                    tick_at = self._clock.monotonic_seconds() + TICK_SECONDS
                await self._clock.wait_async(work.retries.seconds_to_next(TICK_SECONDS), feed.news)

    async def _tell_async(self, work: ConsumerWork, batch: Sequence[RecordedEvent]) -> None:
        """Tell a batch; what failed waits, and what failed too often becomes a dead letter."""
        faults = await self._delivery.deliver_async(work.handler_type, batch)
        work.settle([event for event in batch if event.sequence not in faults])
        if faults:
            await self._count_failures_async(work, batch, faults)
        await work.save_async()

    async def _count_failures_async(self, work: ConsumerWork, batch: Sequence[RecordedEvent], faults: Faults) -> None:
        first, fault = next(iter(faults.items()))
        log.warning("durable_handler_failed", handler=work.name, events=len(faults), first=first, exc_info=fault)
        failing = {sequence: work.retries.failed(sequence) for sequence in faults}
        most = self._settings.durable_handler_attempts
        hopeless = [event for event in batch if event.sequence in failing and failing[event.sequence].attempts >= most]
        if hopeless:
            await work.save_async()  # who has lost the lease gives nothing up
            letters = [
                new_letter(work.name, event, faults[event.sequence], failing[event.sequence], self._clock)
                for event in hopeless
            ]
            await self._letters.put_async(letters)
            await self._delivery.give_up_async(work.handler_type, hopeless)
            log.error("durable_handler_gave_up", handler=work.name, events=len(hopeless))
            work.settle(hopeless)
