"""What is archived, from MongoDB."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCursor
from pymongo import ASCENDING, DeleteOne

from application.ports.archive_source import HourKey, HourOfSamples
from application.ports.event_log import LogEntry
from domain.archive.archive_days import ONE_DAY, begin_of
from integration.mongo.log_documents import entry_from
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.telemetry_documents import HOUR, SAMPLES, hour_of_samples, id_of

DOCUMENTS_PER_PART = 100
"""Of a worker that is asked every ten seconds, an hour has 360 rows of 80 bytes: some 3 MB, and ten times that here."""
HOURS_PER_DAY = 24
MOST_PER_WRITE = 500


class MongoArchiveSource:
    """Samples are found by their hour, entries of the log by their time: a part at a time, by an index."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    async def samples_of(self, day: date) -> AsyncIterator[Sequence[HourOfSamples]]:
        """Read hour by hour."""
        for number in range(HOURS_PER_DAY):
            wanted = {"hour": begin_of(day) + number * HOUR}
            found = self._database.documents["telemetry"].find(wanted, SAMPLES, sort=[("_id", ASCENDING)])
            async for documents in _parts_of(found):
                hours = map(hour_of_samples, documents)
                if known := [hour for hour in hours if hour.times]:
                    yield known

    async def events_of(self, day: date) -> AsyncIterator[Sequence[LogEntry]]:
        """Read in the order of the log; its first entry has no events."""
        within = {"at": {"$gte": begin_of(day), "$lt": begin_of(day) + ONE_DAY}, "entry": {"$gt": 0}}
        found = self._database.journaled["event_log"].find(within, sort=[("at", ASCENDING)])
        async for documents in _parts_of(found):
            yield [entry_from(document) for document in documents]

    async def remove_hours_async(self, counts: Mapping[HourKey, int]) -> int:
        """Delete where nothing came since."""
        removed, wanted = 0, iter(counts.items())
        while part := dict(islice(wanted, MOST_PER_WRITE)):
            removed += await self._remove(part)
        return removed

    async def _remove(self, counts: Mapping[HourKey, int]) -> int:
        """Which of them went is only known by looking, before and after: a write tells how many."""
        ids = {id_of(key.worker_id, key.hour): count for key, count in counts.items()}
        unchanged = [{"_id": hour_id, "times": {"$size": count}} for hour_id, count in ids.items()]
        hours = self._database.documents["telemetry"]
        with database_errors():
            before = await _there(hours.find({"_id": {"$in": list(ids)}}, {"_id": 1}))
            await hours.bulk_write([DeleteOne(hour) for hour in unchanged], ordered=False)
            after = await _there(hours.find({"_id": {"$in": list(ids)}}, {"_id": 1}))
        return sum(ids[hour_id] for hour_id in before - after)


async def _there(found: AsyncIOMotorCursor[Document]) -> set[Any]:
    return {document["_id"] async for document in found}


async def _parts_of(found: AsyncIOMotorCursor[Document]) -> AsyncIterator[list[Document]]:
    found.batch_size(DOCUMENTS_PER_PART)
    with database_errors():
        while documents := await found.to_list(DOCUMENTS_PER_PART):
            yield documents
