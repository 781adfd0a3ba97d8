"""Dead letters as documents."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, ReplaceOne

from application.ports.dead_letters import DeadLetter, LetterPlace
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors

IN_ORDER = [("handler", ASCENDING), ("record.sequence", ASCENDING)]
ASKED_FOR = {"redeliver_asked_at": {"$gt": datetime(1970, 1, 1, tzinfo=UTC)}}


class MongoDeadLetters:
    """Written to the journal: what was given up is not forgotten."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    @property
    def _letters(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["dead_letters"]

    async def put_async(self, letters: Sequence[DeadLetter]) -> None:
        """Replace or insert, in one bulk write."""
        writes = [ReplaceOne({"_id": letter.id}, _document_of(letter), upsert=True) for letter in letters]
        if writes:
            with database_errors():
                await self._letters.bulk_write(writes, ordered=False)

    async def list_async(self, handler: str | None, after: LetterPlace | None, limit: int) -> list[DeadLetter]:
        """Read by the index on handler and sequence."""
        wanted: list[dict[str, Any]] = [{"handler": handler}] if handler else []
        if after:
            same = {"handler": after.handler, "record.sequence": {"$gt": after.sequence}}
            wanted.append({"$or": [{"handler": {"$gt": after.handler}}, same]})
        return await self._find({"$and": wanted} if wanted else {}, limit)

    async def ask_redelivery_async(self, letter_id: str, at: datetime) -> bool:
        """Set the mark."""
        with database_errors():
            marked = await self._letters.update_one({"_id": letter_id}, {"$set": {"redeliver_asked_at": at}})
            return marked.matched_count == 1

    async def ask_redelivery_of_all_async(self, handler: str, at: datetime) -> int:
        """Set the marks."""
        with database_errors():
            marked = await self._letters.update_many({"handler": handler}, {"$set": {"redeliver_asked_at": at}})
            return int(marked.matched_count)

    async def asked_for_async(self, handler: str, limit: int) -> list[DeadLetter]:
        """Read by the index on the mark, which most letters do not have."""
        return await self._find({"handler": handler, **ASKED_FOR}, limit)

    async def remove_of_async(self, handler: str) -> int:
        """Delete by the index on handler."""
        with database_errors():
            removed = await self._letters.delete_many({"handler": handler})
            return int(removed.deleted_count)

    async def remove_async(self, letter_ids: Sequence[str]) -> int:
        """Delete."""
        with database_errors():
            removed = await self._letters.delete_many({"_id": {"$in": list(letter_ids)}})
            return int(removed.deleted_count)

    async def _find(self, criteria: dict[str, Any], limit: int) -> list[DeadLetter]:
        with database_errors():
            found = self._letters.find(criteria, sort=IN_ORDER, limit=limit)
            return [msgspec.convert(document, DeadLetter) for document in await found.to_list(None)]


def _document_of(letter: DeadLetter) -> Document:
    document: Document = msgspec.to_builtins(letter, builtin_types=(datetime,))
    return {"_id": letter.id, **document}
