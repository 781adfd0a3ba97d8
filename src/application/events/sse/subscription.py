"""Subscription: what one client is told, in order."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager

from application.events.sse.audience import Audience, Waiter
from application.events.sse.control import Control, farewell, opening, reset, snapshot_page, synced
from application.events.sse.delivery import Delivery
from application.events.sse.hub import Hub
from application.events.sse.page import Page
from application.events.sse.position_lost_error import PositionLostError, Reason
from application.events.sse.stream_client import StreamClient
from application.events.sse.stream_terms import Listener, StreamTerms
from domain.errors import SourceUnavailableError


class Subscription:
    """A cursor into the log and an edition along it: a slow client costs no memory but its cursor.

    There are two ways to be behind. Who is to be told ALL is told every event, from the ring or the log, however
    long it takes. Who wants the LATEST is told the newest: from what waits beyond its buffer, telemetry is left
    out for newer telemetry of the same worker, and when too much else waits it is told to begin anew. What came
    after the id that a client goes on from is told without a gap in either way.
    """

    __slots__ = (
        "_audience",
        "_ending",
        "_hub",
        "_owed_until",
        "_pages",
        "_synced",
        "_waiter",
        "coalesced",
        "cursor",
        "delivery",
        "edition",
        "events_sent",
        "id",
        "listener",
        "terms",
    )

    def __init__(self, hub: Hub, terms: StreamTerms, listener: Listener) -> None:
        self.id = secrets.token_hex(4)
        self.terms = terms
        self.listener = listener
        self.edition = hub.edition_of(terms)
        self.delivery = terms.delivery or (Delivery.LATEST if terms.last_event_id is None else Delivery.ALL)
        self.cursor = 0
        self.events_sent = self.coalesced = 0
        self._hub = hub
        self._audience: Audience
        self._owed_until = 0
        self._pages: Iterator[bytes] | None = None
        self._synced = False
        self._ending: str | None = None
        self._waiter: Waiter | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether all there is was told."""
        return self._waiter is not None and not self._waiter.done()

    @contextmanager
    def attached(self, give_up: Callable[[], None]) -> Iterator[StreamClient]:
        """Listen. `give_up` is called, at most once, when a write marked on the client is not taken in time."""
        hub = self._hub
        self._ending = hub.farewell
        self._audience = hub.index.join(self.edition, hub.ring.head, hub.clock.monotonic_seconds())
        try:
            with hub.clients.connected(self, give_up) as client:
                yield client
        finally:
            hub.index.leave(self._audience)

    def end(self, reason: str) -> None:
        """Say farewell as soon as the socket takes it, after what is pending; the first reason is the one told."""
        self._ending = self._ending or reason
        if self._waiter is not None and not self._waiter.done():
            backlog, ring = self._hub.backlog, self._hub.ring
            pending = ring.floor <= self.cursor < ring.head
            self._waiter.set_result(backlog.every(self.edition, self.cursor) if pending else Page(b"", self.cursor))

    async def chunks_async(self) -> AsyncGenerator[bytes, None]:
        """Tell all from the opening to the farewell in pieces of whole frames, while attached.

        What comes after the cursor is told by the audience or read from the ring or the log: no gap, no double.
        """
        yield self._said(opening(self._hub.head, self.id, self.delivery, self._hub.limits))
        step = self._begin_async
        while self._ending is None:
            try:
                chunks = await step()
            except PositionLostError as lost:
                chunks = self._start_over(lost.reason)
            except SourceUnavailableError:
                break
            for chunk in chunks:
                yield chunk
            step = self._next_async
        yield self._said(farewell(self._ending or "log_unavailable", self._hub.limits))

    async def _begin_async(self) -> Iterable[bytes]:
        if self.terms.last_event_id is None:
            return self._start_over()
        self.cursor = await self._hub.resume_after_async(self.terms.last_event_id)
        return ()

    def _start_over(self, reason: Reason | None = None) -> Iterable[bytes]:
        """Choose the cursor anew, within the tick: the snapshot's position, or now."""
        if self.terms.snapshot:
            snapshot = self._hub.snapshots.snapshot(self.terms.event_filter.fleet_choice)
            self.cursor, self._pages = snapshot.position.sequence, snapshot.pages
        else:
            self.cursor = self._hub.ring.head
        begun = () if self._pages is not None else (self._now_synced(),)
        if reason is None:
            return begun
        self._hub.resets[reason] += 1
        return (self._said(reset(reason)), *begun)

    async def _page_async(self, pages: Iterator[bytes]) -> Iterable[bytes]:
        """Tell the snapshot's next page, which may be made only now; a turn of the loop before it is for the others."""
        await asyncio.sleep(0)
        for page in pages:
            return (self._said(snapshot_page(page)),)
        self._pages = None
        return (self._now_synced(),)

    def _now_synced(self) -> bytes:
        self._synced = True
        return self._said(synced(self._hub.position_of(self.cursor)))

    def _said(self, control: Control) -> bytes:
        return self.edition.form.control(control)

    async def _next_async(self) -> Iterable[bytes]:
        if self._pages is not None:
            return await self._page_async(self._pages)
        if self.cursor < self._audience.since:
            page = await self._missed_async()
        elif not self._synced:
            return (self._now_synced(),)
        else:
            self._waiter = self._audience.wait(self.cursor)
            page = await self._waiter
            self._owed_until = page.owed_until
        self.cursor = page.cursor
        self.events_sent += page.events
        self.coalesced += page.dropped
        return (page.chunk,) if page.chunk else ()

    async def _missed_async(self) -> Page:
        """Read on from the cursor; a turn of the loop between two pages is for the others."""
        await asyncio.sleep(0)
        backlog, is_told_all = self._hub.backlog, self.delivery is Delivery.ALL or not self._synced
        if self.cursor < self._hub.ring.floor:
            if not is_told_all:
                raise PositionLostError("overflow")
            return await backlog.from_log_async(self.edition, self.cursor)
        if is_told_all or self.cursor < self._owed_until:
            return backlog.every(self.edition, self.cursor)
        return backlog.newest(self.edition, self.cursor)
