"""What runs have logged, as documents of several lines each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, DESCENDING

from application.ports.job_logs import LogLine
from application.settings import Settings
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoJobLogs:
    """Not written to the journal: a log is of no use to who goes on with a run. A TTL index removes them."""

    def __init__(self, database: MongoDatabase, settings: Settings) -> None:
        self._database = database
        self._kept_for = timedelta(days=settings.job_history_days)

    @property
    def _logs(self) -> AsyncIOMotorCollection[Document]:
        return self._database.documents["job_logs"]

    async def append_async(self, execution_id: str, first: int, lines: Sequence[LogLine]) -> None:
        """Replace, or insert: the same lines may come again after an answer that was lost."""
        key = f"{execution_id}#{first:06d}"
        document = {
            "execution_id": execution_id,
            "first": first,
            "count": len(lines),
            "end": first + len(lines),
            "lines": msgspec.to_builtins(lines, builtin_types=(datetime,)),
            "expires_at": lines[-1].at + self._kept_for,
        }
        with database_errors():
            await self._logs.replace_one({"_id": key}, document, upsert=True)

    async def read_async(self, execution_id: str, first: int, limit: int) -> Sequence[LogLine]:
        """Read whole documents, and cut."""
        criteria: Document = {"execution_id": execution_id, "end": {"$gt": first}}
        with database_errors():
            documents = await self._logs.find(criteria, sort=[("first", ASCENDING)]).to_list(None)
        lines = [
            (each["first"] + place, line) for each in documents for place, line in enumerate(each["lines"]) if line
        ]
        wanted = [line for number, line in lines if number >= first][:limit]
        return msgspec.convert(wanted, list[LogLine], builtin_types=(datetime,))

    async def count_async(self, execution_id: str) -> int:
        """Read the last document."""
        with database_errors():
            fields = {"first": 1, "count": 1}
            last = await self._logs.find_one({"execution_id": execution_id}, fields, sort=[("first", DESCENDING)])
        return last["first"] + last["count"] if last else 0
