"""Flusher: decides when what was told is written."""

import asyncio
from collections.abc import Iterable, Iterator

from application.events.sse.audience import Audience, Waiter
from application.events.sse.audience_index import AudienceIndex
from application.events.sse.event_ring import EventRing
from application.events.sse.page import Page
from application.events.sse.sse_limits import SSELimits


class Flusher:
    """At once while nothing goes on, then a pause after the end of each flush: the busier, the larger the writes.

    What costs is the write, not the event or the byte, so events that come during the pause share one.
    """

    def __init__(self, index: AudienceIndex, ring: EventRing, limits: SSELimits) -> None:
        self._index = index
        self._ring = ring
        self._limits = limits
        self._wanted = asyncio.Event()
        self._notice: bytes | None = None
        self.flushes = self.deliveries = 0

    def wake(self) -> None:
        """There is news for somebody."""
        self._wanted.set()

    def notify_all(self, notice: bytes) -> None:
        """Wake every client that waits, with `notice` after its news; an empty one wakes without a word."""
        self._notice = notice
        self._wanted.set()

    async def run_async(self) -> None:
        """Flush when there is something to flush, for ever."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self._flush_async()
            await asyncio.sleep(self._limits.flush_pause_seconds)

    async def _flush_async(self) -> None:
        """Hand each waiting client its page; the client's own task writes it.

        A turn of the loop lets the tasks of a slice write and serves others between two slices; the last turn
        is for the transports, which write at its end.
        """
        count, notice, self._notice = 0, self._notice, None
        audiences = self._index.take_with_news() if notice is None else self._index.take_all()
        for count, (waiter, page) in enumerate(self._deliveries(audiences, notice), start=1):
            if not waiter.done():
                waiter.set_result(page)
            if count % self._limits.slice_clients == 0:
                await asyncio.sleep(0)
        self.flushes, self.deliveries = self.flushes + 1, self.deliveries + count
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _deliveries(self, audiences: Iterable[Audience], notice: bytes | None) -> Iterator[tuple[Waiter, Page]]:
        for audience in audiences:
            for page, waiters in audience.take(self._ring.head, self._limits.page_events, notice):
                for waiter in waiters:
                    yield waiter, page
