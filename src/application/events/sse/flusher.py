"""Flusher: decides when what was told is written."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from application.events.sse.audience import Audience, Waiter
from application.events.sse.control import Control, bookmark
from application.events.sse.flush import Bookmark, Flush
from application.events.sse.hub import Hub
from application.events.sse.page import Page


class Flusher:
    """At once while nothing goes on, then a pause after the end of each flush: the busier, the larger the writes.

    What costs is the write, not the event or the byte, so events that come during the pause share one.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._wanted = asyncio.Event()
        self._notice: Control | None = None
        self._flushed_to = 0
        self.flushes = self.deliveries = 0
        self.tell_size: Callable[[int], None] = lambda _events: None
        """Is told how many events were new to the stream at each flush: one call for all clients."""

    def start_at(self, sequence: int) -> None:
        """What lies up to here in the log is new to no flush."""
        self._flushed_to = sequence

    def wake(self) -> None:
        """There is news for somebody."""
        self._wanted.set()

    def notify_all(self, notice: Control) -> None:
        """Wake every client that waits, with `notice` after its news."""
        self._notice = notice
        self._wanted.set()

    async def run_async(self) -> None:
        """Flush when there is something to flush, for ever."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self._flush_async()
            await asyncio.sleep(self._hub.limits.flush_pause_seconds)

    async def _flush_async(self) -> None:
        """Hand each waiting client its page; the client's own task writes it.

        A turn of the loop lets the tasks of a slice write and serves others between two slices; the last turn
        is for the transports, which write at its end.
        """
        self._tell_size()
        count = 0
        for count, (waiter, page) in enumerate(self._deliveries(), start=1):
            if not waiter.done():
                waiter.set_result(page)
            if count % self._hub.limits.slice_clients == 0:
                await asyncio.sleep(0)
        self.flushes, self.deliveries = self.flushes + 1, self.deliveries + count
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _tell_size(self) -> None:
        head = self._hub.ring.head
        if head > self._flushed_to:
            self.tell_size(head - self._flushed_to)
        self._flushed_to = head

    def _deliveries(self) -> Iterator[tuple[Waiter, Page]]:
        notice, self._notice = self._notice, None
        flush, audiences = self._begun(notice), self._audiences(notice)
        for audience in audiences:
            for page, waiters in audience.take(flush._replace(head=self._hub.ring.head)):
                for waiter in waiters:
                    yield waiter, page

    def _audiences(self, notice: Control | None) -> Iterable[Audience]:
        return self._hub.index.take_with_news() if notice is None else self._hub.index.take_all()

    def _begun(self, notice: Control | None) -> Flush:
        hub, limits, now = self._hub, self._hub.limits, self._hub.clock.monotonic_seconds()
        flush = Flush(hub.ring.head, limits.page_events, now)
        if notice is None:
            return flush
        quiet_since = now - limits.bookmark_seconds + limits.heartbeat_seconds / 2
        mark = Bookmark(hub.ring.head, quiet_since, hub.written(bookmark(hub.head)))
        return flush._replace(notice=hub.written(notice), bookmark=mark)
