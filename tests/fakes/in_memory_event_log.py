"""The event log in a list, as MongoEventLog keeps it in a collection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import orjson

from application.clock import Clock
from application.ports.event_log import LogEntry, LogHead, LogRecord
from domain.errors import SourceUnavailableError

GONE = "the database does not answer"


class InMemoryEventLog:
    """Shared by all who hold it, like a database by its processes; every call takes a turn of the loop.

    `down` makes every call fail; `answers_lost` appends are stored and then fail;
    `after_append` is done when an entry of this number was appended, before its writer hears of it.
    """

    poll_seconds = 1.0

    def __init__(self, clock: Clock, epoch: str = "5eed0001") -> None:
        self._clock = clock
        self._epoch = epoch
        self._watchers: list[asyncio.Queue[int | None]] = []
        self._head = LogHead(0, 0)
        self.entries: list[LogEntry] = []
        self.down = False
        self.tells_changes = True
        self.answers_lost = 0
        self.after_append: dict[int, Callable[[], Awaitable[None]]] = {}

    async def open_async(self) -> str:
        """Return the epoch."""
        await self._turn()
        return self._epoch

    async def head_async(self) -> LogHead:
        """Return the newest entry."""
        await self._turn()
        return self._head

    async def append_async(self, entry: LogEntry) -> bool:
        """Compare and append."""
        await self._turn()
        if entry.entry <= self._head.entry:
            return any(kept.commit_id == entry.commit_id and kept.entry == entry.entry for kept in self.entries)
        self._head = LogHead(entry.entry, entry.last)
        self.entries.append(replace(entry, records=[_stored(record) for record in entry.records]))
        for watcher in self._watchers:
            watcher.put_nowait(entry.entry)
        if entry.entry in self.after_append:
            await self.after_append.pop(entry.entry)()
        if self.answers_lost:
            self.answers_lost -= 1
            raise SourceUnavailableError(GONE)
        return True

    async def read_async(self, after_entry: int, limit: int) -> list[LogEntry]:
        """Read by number."""
        await self._turn()
        return [entry for entry in self.entries if entry.entry > after_entry][:limit]

    async def read_recent_async(self, window: timedelta) -> list[LogEntry]:
        """Read by time, back from the newest entry."""
        await self._turn()
        return [entry for entry in self.entries if entry.at >= self.entries[-1].at - window]

    async def read_events_after_async(self, sequence: int, limit: int) -> list[LogEntry]:
        """Read by the numbers of events."""
        await self._turn()
        later = [entry for entry in self.entries if entry.last > sequence]
        return [entry for entry in later if entry.first <= sequence + limit] or later[:1]

    async def floor_async(self, retention: timedelta) -> int:
        """Return the end of what may have been removed."""
        await self._turn()
        kept = [entry for entry in self.entries if entry.at >= self._clock.now() - retention]
        return kept[0].first - 1 if kept else self._head.last

    async def remove_expired_async(self) -> int:
        """Remove what has expired, but never the head."""
        await self._turn()
        now, before = self._clock.now(), len(self.entries)
        self.entries = [entry for entry in self.entries if entry.expires_at > now or entry.entry == self._head.entry]
        return before - len(self.entries)

    async def watch_async(self) -> AsyncIterator[int]:
        """Yield the number of each entry; nothing at all where `tells_changes` is False."""
        await self._turn()
        if not self.tells_changes:
            return
        appended: asyncio.Queue[int | None] = asyncio.Queue()
        self._watchers.append(appended)
        try:
            while (entry := await appended.get()) is not None:
                yield entry
            raise SourceUnavailableError(GONE)
        finally:
            self._watchers.remove(appended)

    def break_watches(self) -> None:
        """Let every watch fail."""
        for watcher in self._watchers:
            watcher.put_nowait(None)

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError(GONE)


def _stored(record: LogRecord) -> LogRecord:
    """What comes out of a database: equal values, other objects, and only such as JSON knows."""
    return replace(
        record,
        attributes=orjson.loads(orjson.dumps(record.attributes)),
        data=orjson.loads(orjson.dumps(record.data)),
    )
