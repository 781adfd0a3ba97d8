"""DurableHandlerHost: keeps each durable handler working in one process of all."""

from dataclasses import replace
from functools import partial

import structlog

from application.events.durable.consumer_run import ConsumerRun
from application.events.durable.durable_handlers import AnyDurableHandler, DurableHandlers
from application.events.durable.event_feed import EventFeed
from application.events.durable.event_feeds import EventFeeds
from application.events.event_catalogue import EventCatalogue
from application.events.event_reader import EventReader
from application.hosting import BackgroundService
from application.lease_keeper import LeaseKeeper, LeaseLostError
from application.ports.consumers import Consumer, Consumers
from application.ports.leases import Lease
from application.settings import Settings
from application.task_group import task_group
from domain.events.fleet_event import FleetEvent

log = structlog.get_logger(__name__)


class DurableHandlerHost(BackgroundService):
    """Every process hosts; the lease of each handler says which one works for it."""

    def __init__(
        self,
        handlers: DurableHandlers,
        keeper: LeaseKeeper,
        consumers: Consumers,
        feeds: EventFeeds,
        run: ConsumerRun,
        reader: EventReader,
        catalogue: EventCatalogue,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._handlers = handlers
        self._keeper = keeper
        self._consumers = consumers
        self._feeds = feeds
        self._run = run
        self._reader = reader
        self._catalogue = catalogue
        self._lease_seconds = settings.durable_handler_lease_seconds

    async def start_async(self) -> None:
        """Let handlers that are new begin at the head of the log."""
        head = await self._reader.head_async()
        for name in self._handlers.names:
            await self._consumers.open_async(Consumer(handler=name, epoch=self._reader.epoch, cursor=head))
        await super().start_async()

    async def run_async(self) -> None:
        """Host them side by side until cancelled."""
        async with task_group() as tasks:
            for handler_type, wanted in self._handlers.wanted.items():
                work = partial(self._work_async, handler_type, wanted)
                tasks.create_task(
                    self._keeper.hold_async(f"handler/{handler_type.__name__}", self._lease_seconds, work)
                )

    async def _work_async(self, handler_type: AnyDurableHandler, wanted: type[FleetEvent], lease: Lease) -> None:
        consumer = await self._consumers.claim_async(handler_type.__name__, lease.term)
        if consumer is None:
            raise LeaseLostError
        log.info("durable_handler_hosted", handler=consumer.handler, term=lease.term, after=consumer.cursor)
        with self._feeds.opened(wanted) as feed:
            consumer = await self._begin_async(consumer, wanted, feed)
            await self._run.run_async(handler_type, consumer, feed)

    async def _begin_async(self, consumer: Consumer, wanted: type[FleetEvent], feed: EventFeed) -> Consumer:
        """Begin after the cursor; tell when events behind it are gone, with their log or by their age."""
        head = await self._reader.head_async()
        if consumer.epoch != self._reader.epoch or consumer.cursor > head:
            log.warning("durable_handler_begins_anew", handler=consumer.handler, was=consumer.cursor, after=head)
            consumer = replace(consumer, epoch=self._reader.epoch, cursor=head, failing=())
            await self._consumers.save_async(consumer)
        floor = await self._reader.floor_async(self._catalogue.categories_of(wanted))
        if consumer.cursor < floor:
            log.warning("durable_handler_skips", handler=consumer.handler, after=consumer.cursor, until=floor)
        feed.begin_after(consumer.cursor)
        return consumer
