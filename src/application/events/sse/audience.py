"""Audience: all clients with one and the same filter."""

import asyncio

from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EventFilter
from application.events.sse.page import Page, joined_frames

Waiter = asyncio.Future[Page]


class Audience:
    """Keeps an event once for all its clients, who differ only in their cursors.

    Clients who wait for news stand in groups of equal cursor, so a flush joins once per group. A client whose
    socket is slow does not wait here; it reads on from the ring when it comes back.
    `since` is the sequence after which news are held: who has a lower cursor has missed a flush.
    """

    __slots__ = ("_news", "_waiting", "event_filter", "members", "since")

    def __init__(self, event_filter: EventFilter, since: int) -> None:
        self.event_filter = event_filter
        self.members = 0
        self.since = since
        self._news: list[RecordedEvent] = []
        self._waiting: dict[int, list[Waiter]] = {}

    def tell(self, event: RecordedEvent) -> bool:
        """Keep `event` for the next flush; True when it is the first one."""
        self._news.append(event)
        return len(self._news) == 1

    async def next_page_async(self, cursor: int) -> Page:
        """Wait for the first flush with something after `cursor`."""
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(cursor, []).append(waiter)
        return await waiter

    def take(self, head: int, page_events: int, notice: bytes | None) -> list[tuple[Page, list[Waiter]]]:
        """Return the news up to `head`, the newest event, as one page for each group it is news for.

        `notice` is a frame for all who wait, news or not; it is left out where more than a page is waiting.
        """
        news, waiting = self._news, self._waiting
        self._news, self._waiting, self.since = [], {}, head
        pages = []
        for cursor, waiters in waiting.items():
            events = [event for event in news if event.sequence > cursor]
            if events or notice is not None:
                pages.append((_page(events, max(head, cursor), page_events, notice or b""), waiters))
            else:
                self._waiting[cursor] = waiters
        return pages


def _page(events: list[RecordedEvent], head: int, page_events: int, notice: bytes) -> Page:
    if len(events) <= page_events:
        return Page(joined_frames(events) + notice, head, owed_until=head)
    first = events[:page_events]
    return Page(joined_frames(first), first[-1].sequence, owed_until=head)
