"""Audience: all clients of one edition."""

import asyncio

from application.events.recorded_event import RecordedEvent
from application.events.sse.edition import Edition
from application.events.sse.flush import Bookmark, Flush
from application.events.sse.page import Page

Waiter = asyncio.Future[Page]


class Audience:
    """Keeps an event once for all its clients, who differ only in their cursors.

    Clients who wait for news stand in groups of equal cursor, so a flush joins once per group. A client whose
    socket is slow does not wait here; it reads on from the ring when it comes back.
    `since` is the sequence after which news are held: who has a lower cursor has missed a flush.
    """

    __slots__ = ("_heard_at", "_news", "_waiting", "edition", "members", "since")

    def __init__(self, edition: Edition, since: int, now: float = 0.0) -> None:
        self.edition = edition
        self.members = 0
        self.since = since
        self._heard_at = now
        self._news: list[RecordedEvent] = []
        self._waiting: dict[int, list[Waiter]] = {}

    def tell(self, event: RecordedEvent) -> bool:
        """Keep `event` for the next flush, once though it may be found in several ways; True when it is the first."""
        if not self._news:
            self._news.append(event)
            return True
        if self._news[-1] is not event:
            self._news.append(event)
        return False

    def wait(self, cursor: int) -> Waiter:
        """Return what the first flush with something after `cursor` will set."""
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(cursor, []).append(waiter)
        return waiter

    def take(self, flush: Flush) -> list[tuple[Page, list[Waiter]]]:
        """Return the news as one page for each group that there is something for.

        Notices are left out where more than a page is waiting.
        """
        news, waiting = self._news, self._waiting
        self._news, self._waiting, self.since = [], {}, flush.head
        bookmark = self._bookmark(flush, heard=bool(news))
        pages = []
        for cursor, waiters in waiting.items():
            events = [event for event in news if event.sequence > cursor]
            if events or flush.notice is not None:
                pages.append((self._page(events, cursor, flush, bookmark), waiters))
            else:
                self._waiting[cursor] = waiters
        return pages

    def _bookmark(self, flush: Flush, *, heard: bool) -> Bookmark | None:
        """Return the bookmark when it is time for one; whoever has heard anything needs none."""
        quiet = not heard and flush.bookmark is not None and self._heard_at <= flush.bookmark.quiet_since
        if heard or quiet:
            self._heard_at = flush.now
        return flush.bookmark if quiet else None

    def _page(self, events: list[RecordedEvent], cursor: int, flush: Flush, bookmark: Bookmark | None) -> Page:
        form, head = self.edition.form, max(flush.head, cursor)
        if len(events) > flush.page_events:
            first = events[: flush.page_events]
            return Page(form.events(first), first[-1].sequence, owed_until=head, events=len(first))
        chunk = form.events(events)
        if bookmark is not None and cursor <= bookmark.sequence:
            chunk += bookmark.written[form.name]
        if flush.notice is not None:
            chunk += flush.notice[form.name]
        return Page(chunk, head, owed_until=head, events=len(events))
