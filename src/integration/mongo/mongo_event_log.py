"""The event log in MongoDB: compare and append by a unique index, without transactions and without locks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import AutoReconnect, DuplicateKeyError

from application.clock import Clock
from application.ports.event_log import MAX_EVENTS_PER_ENTRY, LogEntry, LogHead
from integration.mongo.log_documents import document_of, entry_from
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors

FIRST_ENTRY = 0
NEVER_EXPIRES = {"expires_at": None}
POLL_SECONDS = 1.0
POLL_SECONDS_WITHOUT_CHANGES = 0.25
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
        first = {"_id": "first", "entry": FIRST_ENTRY, "first": 0, "last": 0, "at": self._clock.now(), "events": []}
        with database_errors():
            with suppress(DuplicateKeyError):  # then the log exists
                await self._entries.insert_one({**first, **NEVER_EXPIRES, "epoch": token_hex(4)})
            opened = await self._entries.find_one({"entry": FIRST_ENTRY})
        if opened is None:
            raise RuntimeError("the event log has lost its first entry")
        return str(opened["epoch"])

    async def head_async(self) -> LogHead:
        """Return the newest entry."""
        with database_errors():
            newest = await self._entries.find_one({}, {"entry": 1, "last": 1}, sort=[("entry", DESCENDING)])
        if newest is None:
            raise RuntimeError("the event log was not opened")
        return LogHead(newest["entry"], newest["last"])

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
        """Read by number."""
        return await self._read({"entry": {"$gt": after_entry}}, limit)

    async def read_recent_async(self, window: timedelta) -> list[LogEntry]:
        """Read by time, back from the newest entry."""
        return await self._read(await self._recent(window), 0)

    async def read_recent_subjects_async(self, window: timedelta) -> set[str]:
        """Read nothing of the events but whose they are."""
        with database_errors():
            found = self._entries.find(await self._recent(window), {"events.attributes.subject": 1})
            documents = await found.to_list(None)
        return {event["attributes"]["subject"] for document in documents for event in document["events"]}

    async def _recent(self, window: timedelta) -> dict[str, Any]:
        with database_errors():
            newest = await self._entries.find_one({}, {"at": 1}, sort=[("entry", DESCENDING)])
        if newest is None:
            raise RuntimeError("the event log was not opened")
        return {"at": {"$gte": newest["at"] - window}, "entry": {"$gt": FIRST_ENTRY}}

    async def read_events_after_async(self, sequence: int, limit: int) -> list[LogEntry]:
        """Read by the numbers of events; they are gapless, so a range of them bounds what is looked at."""
        until = sequence + limit
        in_range = {"last": {"$gt": sequence, "$lte": until + MAX_EVENTS_PER_ENTRY}, "first": {"$lte": until}}
        entries = await self._read(in_range, 0)
        return entries or await self._read({"last": {"$gt": sequence}}, 1)

    async def _read(self, criteria: dict[str, Any], limit: int) -> list[LogEntry]:
        with database_errors():
            found = self._entries.find(criteria, sort=[("entry", ASCENDING)], limit=limit)
            return [entry_from(document) for document in await found.to_list(None)]

    async def floor_async(self, retention: timedelta) -> int:
        """Return the end of what may have been removed: the last event before those younger than `retention`."""
        with database_errors():
            kept = await self._entries.find_one(
                {"at": {"$gte": self._clock.now() - retention}}, {"first": 1}, sort=[("at", ASCENDING)]
            )
        if kept is None:
            return (await self.head_async()).last
        return max(0, int(kept["first"]) - 1)

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
