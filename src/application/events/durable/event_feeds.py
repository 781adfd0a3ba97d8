"""EventFeeds: the feeds of the durable handlers whose leases this process holds."""

from collections.abc import Iterator
from contextlib import contextmanager

from application.events.dispatcher import Dispatcher
from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_feed import EventFeed
from application.events.event_catalogue import EventCatalogue
from application.events.event_handlers import LiveHandler
from application.events.event_reader import EventReader
from application.events.followed_log import FollowedLog
from application.events.recorded_event import RecordedEvent
from domain.events.fleet_event import FleetEvent


class EventFeeds:
    """Opened for the time of a lease; offered every event that this process is told."""

    def __init__(
        self, catalogue: EventCatalogue, reader: EventReader, followed: FollowedLog, dispatcher: Dispatcher
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._followed = followed
        self._dispatcher = dispatcher
        self._open: list[EventFeed] = []

    @contextmanager
    def opened(self, consumer: DurableConsumer) -> Iterator[EventFeed]:
        """Open a feed until the block ends."""
        feed = EventFeed(consumer, self._catalogue, self._reader, self._followed, self._dispatcher)
        self._open.append(feed)
        try:
            yield feed
        finally:
            self._open.remove(feed)

    def offer(self, event: RecordedEvent) -> None:
        """Offer an event to all that are open."""
        for feed in self._open:
            feed.offer(event)


class FeedDurableHandlersHandler(LiveHandler[FleetEvent]):
    """Wakes the durable handlers: none of them asks the database for news."""

    def __init__(self, feeds: EventFeeds) -> None:
        self._feeds = feeds

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Offer the event to whoever waits for its kind."""
        self._feeds.offer(notification)
