"""The event log in MongoDB: compare and append by a unique index, without transactions and without locks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING
from pymongo.errors import AutoReconnect, DuplicateKeyError

from application.clock import Clock
from application.ports.event_log import MAX_EVENTS_PER_ENTRY, LogEntry, LogHead
from integration.mongo.log_documents import document_of, entry_from
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.time_windows import EPOCH, STEPS, windows_back

FIRST_ENTRY = 0
NEVER_EXPIRES = {"expires_at": None}
POLL_SECONDS = 1.0
POLL_SECONDS_WITHOUT_CHANGES = 0.25
GROWTH = 8
REST_SECONDS = 0.05
"""Between two questions for changes. SecantusDB answers "none" at every write to anything, a hundred times a second."""


class MongoEventLog:
    """One document per entry; the first, entry 0, holds the epoch and no events, and stays for ever."""

    def __init__(self, database: MongoDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def _entries(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["event_log"]

    @property
    def poll_seconds(self) -> float:
        """Once a second beside a change stream, four times without."""
        return POLL_SECONDS if self._database.has_change_streams else POLL_SECONDS_WITHOUT_CHANGES

    async def open_async(self) -> str:
        """Make entry 0 where there is none; whoever makes it first gives the log its epoch."""
        first = {"_id": "first", "entry": FIRST_ENTRY, "first": 0, "last": 0, "at": self._clock.now(), "events": b"[]"}
        with database_errors():
            with suppress(DuplicateKeyError):  # then the log exists
                await self._entries.insert_one({**first, **NEVER_EXPIRES, "epoch": token_hex(4)})
            opened = await self._entries.find_one({"entry": FIRST_ENTRY})
        if opened is None:
            raise RuntimeError("the event log has lost its first entry")
        return str(opened["epoch"])

    async def head_async(self) -> LogHead:
        """Return the newest entry."""
        newest = await self._newest()
        return LogHead(newest["entry"], newest["last"])

    async def _newest(self) -> Document:
        """Look back from now, farther and farther; then on from what was found, since the clocks of writers differ."""
        with database_errors():
            newest = await self._newest_by_time()
            while later := await self._heads({"entry": {"$gt": newest["entry"]}}):
                newest = later[-1]
        return newest

    async def _newest_by_time(self) -> Document:
        for at in windows_back(self._clock.now(), None, EPOCH):
            if found := await self._heads({"at": at}):
                return found[-1]
        raise RuntimeError("the event log was not opened")

    async def _heads(self, criteria: Document) -> list[Document]:
        """Read what entries are like, without their events."""
        found = self._entries.find(criteria, {"entry": 1, "first": 1, "last": 1, "at": 1}, sort=[("entry", ASCENDING)])
        documents: list[Document] = await found.to_list(None)
        return documents

    async def append_async(self, entry: LogEntry) -> bool:
        """Insert; an insert whose answer was lost is repeated once with the same commit id."""
        document = document_of(entry)
        with database_errors():
            try:
                return await self._insert(document)
            except AutoReconnect:
                return await self._insert(document)

    async def _insert(self, document: Document) -> bool:
        try:
            await self._entries.insert_one(document)
        except DuplicateKeyError:
            mine = await self._entries.find_one({"_id": document["_id"]}, {"entry": 1})
            return mine is not None and mine["entry"] == document["entry"]
        return True

    async def read_async(self, after_entry: int, limit: int) -> list[LogEntry]:
        """Read by number; what is left out lies behind a gap that expired entries left."""
        following = await self._read({"entry": {"$gt": after_entry, "$lte": after_entry + limit}})
        return following or await self._read({"entry": {"$gt": after_entry}}, limit)

    async def read_recent_async(self, window: timedelta) -> list[LogEntry]:
        """Read by time, back from the newest entry."""
        newest = await self._newest()
        return await self._read({"at": {"$gte": newest["at"] - window}, "entry": {"$gt": FIRST_ENTRY}})

    async def read_events_after_async(self, sequence: int, limit: int) -> list[LogEntry]:
        """Read by the numbers of events; they are gapless, so a range of them bounds what is looked at."""
        if following := await self._read(_holding(sequence, limit)):
            return following
        ahead, head = limit, await self.head_async()
        while ahead < head.last - sequence:
            ahead *= GROWTH
            with database_errors():
                behind_the_gap = await self._heads(_holding(sequence, ahead))
            if behind_the_gap:
                return await self._read(_holding(behind_the_gap[0]["first"] - 1, limit))
        return []

    async def _read(self, criteria: Document, limit: int = 0) -> list[LogEntry]:
        with database_errors():
            found = self._entries.find(criteria, sort=[("entry", ASCENDING)], limit=limit)
            return [entry_from(document) for document in await found.to_list(None)]

    async def floor_async(self, retention: timedelta) -> int:
        """Return the end of what may have been removed: the last event before those younger than `retention`.

        Look on from that age, farther and farther; nothing is older than the first entry.
        """
        since = self._clock.now() - retention
        with database_errors():
            first = await self._heads({"entry": FIRST_ENTRY})
            if first and since <= first[0]["at"]:
                return 0
            for ends in [*({"$lt": since + far} for far in STEPS if far < retention), {}]:
                if kept := await self._heads({"at": {"$gte": since, **ends}}):
                    return max(0, int(kept[0]["first"]) - 1)
        return (await self.head_async()).last

    async def remove_expired_async(self) -> int:
        """Remove what has expired, but never the head: the next entry is numbered after it."""
        head = await self.head_async()
        with database_errors():
            removed = await self._entries.delete_many(
                {"expires_at": {"$lte": self._clock.now()}, "entry": {"$lt": head.entry}}
            )
        return int(removed.deleted_count)

    async def watch_async(self) -> AsyncIterator[int]:
        """Yield from a change stream; yields nothing and waits where the server has none."""
        if not self._database.has_change_streams:
            return
        pipeline: list[Mapping[str, Any]] = [
            {"$match": {"operationType": "insert"}},
            {"$project": {"fullDocument.entry": 1}},
        ]
        with database_errors():
            async with self._entries.watch(pipeline) as changes:
                while changes.alive:
                    change = await changes.try_next()
                    if change is None:
                        await asyncio.sleep(REST_SECONDS)
                    else:
                        yield int(change["fullDocument"]["entry"])


def _holding(sequence: int, limit: int) -> Document:
    """Criteria for the entries that hold the next so many events after a sequence."""
    until = sequence + limit
    return {"last": {"$gt": sequence, "$lte": until + MAX_EVENTS_PER_ENTRY}, "first": {"$lte": until}}
