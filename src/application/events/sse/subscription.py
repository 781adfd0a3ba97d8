"""Subscription: what one client is told, in order."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager

from application.events.sse.event_filter import EventFilter
from application.events.sse.hub import Hub
from application.events.sse.page import Page
from application.events.sse.position_lost_error import PositionLostError, Reason
from application.events.sse.send_watch import SendWatch
from application.events.sse.sse_frames import farewell_frame, open_frame, reset_frame, snapshot_frame, synced_frame
from domain.errors import SourceUnavailableError


class Subscription:
    """A cursor into the log and a filter along it: a slow client costs no memory but its cursor.

    There are two ways to be behind. A client that came with an id is told every event, from the ring or the
    log, however long it takes. Any other is told the newest: from what waits beyond its buffer, telemetry is
    left out for newer telemetry of the same worker, and when too much else waits it is told to begin anew.
    """

    __slots__ = (
        "_audience",
        "_cursor",
        "_filter",
        "_hub",
        "_last_event_id",
        "_owed_until",
        "_synced",
        "_wants_snapshot",
    )

    def __init__(self, hub: Hub, event_filter: EventFilter, last_event_id: str | None, *, snapshot: bool) -> None:
        self._hub = hub
        self._filter = event_filter
        self._last_event_id = last_event_id
        self._wants_snapshot = snapshot
        self._cursor = 0
        self._owed_until = 0
        self._synced = False

    @contextmanager
    def attached(self, give_up: Callable[[], None]) -> Iterator[SendWatch]:
        """Listen. `give_up` is called, at most once, when a write marked on the watch is not taken in time."""
        self._audience = self._hub.index.join(self._filter, self._hub.ring.head)
        try:
            with self._hub.watches.watching(give_up) as watch:
                yield watch
        finally:
            self._hub.index.leave(self._audience)

    async def chunks_async(self) -> AsyncGenerator[bytes, None]:
        """Tell all from the opening to the farewell in pieces of whole frames, while attached.

        What comes after the cursor is told by the audience or read from the ring or the log: no gap, no double.
        """
        yield open_frame(self._hub.head, self._hub.limits)
        step = self._begin_async
        while self._hub.farewell is None:
            try:
                chunks = await step()
            except PositionLostError as lost:
                chunks = self._start_over(lost.reason)
            except SourceUnavailableError:
                break
            for chunk in chunks:
                yield chunk
            step = self._next_async
        yield farewell_frame(self._hub.farewell or "log_unavailable", self._hub.limits)

    async def _begin_async(self) -> Iterable[bytes]:
        if self._last_event_id is None:
            return self._start_over()
        self._cursor = await self._hub.resume_after_async(self._last_event_id)
        return ()

    def _start_over(self, reason: Reason | None = None) -> Iterator[bytes]:
        """Choose the cursor anew: the snapshot's position, or now."""
        if reason is not None:
            self._hub.resets[reason] += 1
            yield reset_frame(reason)
        if self._wants_snapshot:
            snapshot = self._hub.snapshots.snapshot(self._filter.worker_ids)
            self._cursor = snapshot.position.sequence
            yield from map(snapshot_frame, snapshot.pages)
        else:
            self._cursor = self._hub.ring.head
        yield self._now_synced()

    def _now_synced(self) -> bytes:
        self._synced = True
        return synced_frame(self._hub.position_of(self._cursor))

    async def _next_async(self) -> Iterable[bytes]:
        if self._cursor < self._audience.since:
            page = await self._missed_async()
        elif not self._synced:
            return (self._now_synced(),)
        else:
            page = await self._audience.next_page_async(self._cursor)
            self._owed_until = page.owed_until
        self._cursor = page.cursor
        return (page.chunk,) if page.chunk else ()

    async def _missed_async(self) -> Page:
        """Read on from the cursor; a turn of the loop between two pages is for the others."""
        await asyncio.sleep(0)
        hub, is_told_all = self._hub, self._last_event_id is not None
        if self._cursor < hub.ring.floor:
            if not is_told_all:
                raise PositionLostError("overflow")
            return await hub.backlog.from_log_async(self._filter, self._cursor)
        if is_told_all or self._cursor < self._owed_until:
            return hub.backlog.every(self._filter, self._cursor)
        return hub.backlog.newest(self._filter, self._cursor)
