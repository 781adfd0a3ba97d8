"""FollowedRecords: few records that every call needs, kept in memory and never older than a few seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from application.clock import Clock
from domain.errors import SourceUnavailableError

REREAD_SECONDS = 5.0
CLOCKS_MAY_DIFFER = timedelta(minutes=5)
"""Records carry the time of the process that wrote them: so much before the newest is read again."""


class FollowedRecord(Protocol):
    """What can be followed."""

    @property
    def written_at(self) -> datetime:
        """When it was written."""

    @property
    def removed(self) -> bool:
        """Whether it counts no more."""


Record = TypeVar("Record", bound=FollowedRecord)
Key = TypeVar("Key", bound=Hashable)


class FollowedRecords(Generic[Key, Record]):
    """Reads all of them once, then what was written since. What another process writes is seen within seconds."""

    def __init__(
        self,
        read_written: Callable[[datetime | None], Awaitable[Sequence[Record]]],
        key_of: Callable[[Record], Key],
        clock: Clock,
    ) -> None:
        self._read_written = read_written
        self._key_of = key_of
        self._clock = clock
        self._records: dict[Key, Record] = {}
        self._newest: datetime | None = None
        self._writes = 0
        self._due_seconds = 0.0
        self._reading = asyncio.Lock()
        self._is_known = False

    async def current_async(self) -> Mapping[Key, Record]:
        """The records by key, without removed ones; those that were last known while the database is away.

        Errors of the database come as SourceUnavailableError where nothing is known yet.
        """
        if self._is_due():
            async with self._reading:
                if self._is_due():
                    await self._read_again()
        return self._records

    def reread(self) -> None:
        """See at once what this process wrote."""
        self._writes += 1
        self._due_seconds = 0.0

    def _is_due(self) -> bool:
        return self._clock.monotonic_seconds() >= self._due_seconds

    async def _read_again(self) -> None:
        writes = self._writes
        try:
            await self._read()
        except SourceUnavailableError:
            if not self._is_known:
                raise
        if self._writes == writes:  # what was written during the read may not be in it
            self._due_seconds = self._clock.monotonic_seconds() + REREAD_SECONDS

    async def _read(self) -> None:
        since = self._newest - CLOCKS_MAY_DIFFER if self._newest else None
        for record in await self._read_written(since):
            self._take(record)
        self._is_known = True

    def _take(self, record: Record) -> None:
        key = self._key_of(record)
        self._newest = max(self._newest or record.written_at, record.written_at)
        if record.removed:
            self._records.pop(key, None)
        else:
            self._records[key] = record
