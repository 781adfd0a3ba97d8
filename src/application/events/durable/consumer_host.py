"""ConsumerHost: one durable consumer at work in one process of all."""

from dataclasses import replace
from functools import partial
from typing import NoReturn

import structlog

from application.events.durable.consumer_run import ConsumerRun
from application.events.durable.durable_consumer import DurableConsumer, lease_name
from application.events.durable.event_feed import EventFeed
from application.events.durable.event_feeds import EventFeeds
from application.events.event_catalogue import EventCatalogue
from application.events.event_reader import EventReader
from application.lease_keeper import LeaseKeeper, LeaseLostError
from application.ports.consumers import Consumer, Consumers
from application.ports.leases import Lease
from application.settings import Settings

log = structlog.get_logger(__name__)


class ConsumerHost:
    """Every process hosts every consumer; the lease of each says which one works for it."""

    def __init__(
        self,
        keeper: LeaseKeeper,
        consumers: Consumers,
        feeds: EventFeeds,
        run: ConsumerRun,
        reader: EventReader,
        catalogue: EventCatalogue,
        settings: Settings,
    ) -> None:
        self._keeper = keeper
        self._consumers = consumers
        self._feeds = feeds
        self._run = run
        self._reader = reader
        self._catalogue = catalogue
        self._lease_seconds = settings.durable_handler_lease_seconds

    async def open_async(self, name: str) -> None:
        """Let a consumer that is new begin at the head of the log; one that is known stays where it is."""
        head = await self._reader.head_async()
        await self._consumers.open_async(Consumer(handler=name, epoch=self._reader.epoch, cursor=head))

    async def host_async(self, consumer: DurableConsumer) -> NoReturn:
        """Work for a consumer that was opened whenever the lease is held here, until cancelled."""
        work = partial(self._work_async, consumer)
        await self._keeper.hold_async(lease_name(consumer.name), self._lease_seconds, work)

    async def _work_async(self, consumer: DurableConsumer, lease: Lease) -> None:
        saved = await self._consumers.claim_async(consumer.name, lease.term)
        if saved is None:
            raise LeaseLostError
        log.info("durable_handler_hosted", handler=saved.handler, term=lease.term, after=saved.cursor)
        with self._feeds.opened(consumer) as feed:
            saved = await self._begin_async(consumer, saved, feed)
            await self._run.run_async(consumer, saved, feed)

    async def _begin_async(self, consumer: DurableConsumer, saved: Consumer, feed: EventFeed) -> Consumer:
        """Begin after the cursor; tell when events behind it are gone, with their log or by their age."""
        head = await self._reader.head_async()
        if saved.epoch != self._reader.epoch or saved.cursor > head:
            log.warning("durable_handler_begins_anew", handler=saved.handler, was=saved.cursor, after=head)
            saved = replace(saved, epoch=self._reader.epoch, cursor=head, failing=())
            await self._consumers.save_async(saved)
        floor = await self._reader.floor_async(self._catalogue.categories_of(consumer.wanted))
        if saved.cursor < floor:
            log.warning("durable_handler_skips", handler=saved.handler, after=saved.cursor, until=floor)
        feed.begin_after(saved.cursor)
        return saved
