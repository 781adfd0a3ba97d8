"""Backlog: what a client has missed, read a page at a time."""

from functools import lru_cache

from application.events.event_reader import EventReader
from application.events.recorded_event import RecordedEvent
from application.events.sse.coalescing import coalesce
from application.events.sse.control import coalesced
from application.events.sse.edition import Edition
from application.events.sse.event_ring import EventRing
from application.events.sse.page import Page
from application.events.sse.position_lost_error import PositionLostError
from application.events.sse.sse_limits import SSELimits

_SHARED_PAGES = 8


class Backlog:
    """Reads on from any cursor: from the ring within the tick, and from the log below it.

    Clients of the same edition and cursor share the page of the ring, and so its bytes.
    """

    def __init__(self, ring: EventRing, reader: EventReader, limits: SSELimits) -> None:
        self._ring = ring
        self._reader = reader
        self._limits = limits
        self.coalesced = 0
        self._every = lru_cache(_SHARED_PAGES)(self._read_every)
        self._newest = lru_cache(_SHARED_PAGES)(self._read_newest)

    def every(self, edition: Edition, cursor: int) -> Page:
        """Return a page of the ring in which nothing is left out.

        Pages end at multiples of their size: whoever has read one stands where others stand, and shares the next.
        """
        page_events = self._limits.page_events
        return self._every(edition, cursor, min((cursor // page_events + 1) * page_events, self._ring.head))

    def newest(self, edition: Edition, cursor: int) -> Page:
        """Return a page of the ring, coalesced when more waits than the client's buffer holds.

        PositionLostError when even so too much is left.
        """
        return self._newest(edition, cursor, self._ring.head)

    async def from_log_async(self, edition: Edition, cursor: int) -> Page:
        """Return a page of the log; PositionLostError when events after `cursor` are gone.

        The floor is asked for after reading: what it does not reach then was all there when it was read.
        """
        events = await self._reader.read_after_async(cursor, self._limits.page_events)
        floor = await self._reader.floor_async(edition.event_filter.touched_categories)
        if cursor < floor or not events:
            raise PositionLostError("too_old")
        return _page(edition, edition.chosen(events), events[-1].sequence)

    def _read_every(self, edition: Edition, cursor: int, end: int) -> Page:
        return _page(edition, edition.chosen(self._ring.after(cursor, end - cursor)), end)

    def _read_newest(self, edition: Edition, cursor: int, head: int) -> Page:
        events = edition.chosen(self._ring.after(cursor))
        if len(events) <= self._limits.buffer_events:
            return _page(edition, events, head)
        return self._coalesced_page(edition, events, head)

    def _coalesced_page(self, edition: Edition, events: list[RecordedEvent], head: int) -> Page:
        kept, lasting = coalesce(events)
        if lasting > self._limits.buffer_events:
            raise PositionLostError("overflow")
        page = kept[: self._limits.page_events]
        reached = head if len(page) == len(kept) else page[-1].sequence
        dropped = sum(event.sequence <= reached for event in events) - len(page)
        self.coalesced += dropped
        notice = edition.form.control(coalesced(dropped)) if dropped else b""
        return _page(edition, page, reached)._replace(chunk=notice + edition.form.events(page), dropped=dropped)


def _page(edition: Edition, events: list[RecordedEvent], cursor: int) -> Page:
    return Page(edition.form.events(events), cursor, events=len(events))
