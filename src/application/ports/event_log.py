"""The port to the event log: the truth from which every state follows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

MAX_EVENTS_PER_ENTRY = 1_000
MAX_BYTES_PER_ENTRY = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecord:
    """One event in an entry. `attributes` are the CloudEvent's, `data` its data; both hold JSON values only.

    `regions` and `tags` (`KEY:VALUE`) are what it can be found by; an entry of an older version has none.
    """

    sequence: int
    category: str
    short_type: str
    worker_id: str | None
    aggregate_version: int
    attributes: Mapping[str, Any]
    data: Mapping[str, Any]
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One commit. Entries and sequence numbers are gapless; `first` and `last` are those of its events."""

    entry: int
    first: int
    last: int
    commit_id: str
    at: datetime
    expires_at: datetime
    records: Sequence[LogRecord]


class LogHead(NamedTuple):
    """The newest entry, and the sequence number of the newest event."""

    entry: int
    last: int


class EventLog(Protocol):
    """Entries in one order for every reader. Errors of the database come as SourceUnavailableError."""

    @property
    def poll_seconds(self) -> float:
        """How often to read although no change was seen: rarely where `watch_async` tells of changes at once."""

    def watch_async(self) -> AsyncIterator[int]:
        """Yield the number of each entry when it is appended by anybody; some may be left out."""

    async def open_async(self) -> str:
        """Make the log's first entry where there is none; return the epoch, which is made with it."""

    async def head_async(self) -> LogHead:
        """Return the newest entry, as a majority of the database has it."""

    async def append_async(self, entry: LogEntry) -> bool:
        """Insert `entry` durably; False when its number is taken by another commit.

        An insert whose answer was lost may be repeated: finding one's own commit there is success.
        """

    async def read_async(self, after_entry: int, limit: int) -> list[LogEntry]:
        """Return up to `limit` entries after `after_entry`, in order."""

    async def read_recent_async(self, window: timedelta) -> list[LogEntry]:
        """Return the entries committed within `window` before the newest one, in order.

        Counted from the newest entry and not from now: a process that was down for an hour has missed nothing.
        """

    async def read_events_after_async(self, sequence: int, limit: int) -> list[LogEntry]:
        """Return the entries that hold the next `limit` events after `sequence`, in order.

        Where events are gone, those that follow the gap; empty only at the end of the log.
        """

    async def floor_async(self, retention: timedelta) -> int:
        """Return the sequence after which every event kept for `retention` or longer is still there."""

    async def remove_expired_async(self) -> int:
        """Remove entries whose time is over, never the newest; return how many went."""
