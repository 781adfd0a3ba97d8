"""The cursors of durable handlers as documents."""

from contextlib import suppress
from datetime import datetime

import msgspec
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import DuplicateKeyError

from application.ports.consumers import Consumer
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoConsumers:
    """Every write asks for its own term: who has lost the lease moves no cursor."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    @property
    def _consumers(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["consumers"]

    async def open_async(self, consumer: Consumer) -> None:
        """Insert."""
        with database_errors(), suppress(DuplicateKeyError):
            await self._consumers.insert_one(_document_of(consumer))

    async def find_async(self, handler: str) -> Consumer | None:
        """Read by id."""
        with database_errors():
            document = await self._consumers.find_one({"_id": handler})
        return _consumer_from(document) if document else None

    async def remove_async(self, handler: str) -> None:
        """Delete: later writes find nothing of their term."""
        with database_errors():
            await self._consumers.delete_one({"_id": handler})

    async def claim_async(self, handler: str, term: int) -> Consumer | None:
        """Raise the term, then read under it."""
        with database_errors():
            await self._consumers.update_one({"_id": handler, "term": {"$lt": term}}, {"$set": {"term": term}})
            document = await self._consumers.find_one({"_id": handler, "term": term})
        return _consumer_from(document) if document else None

    async def save_async(self, consumer: Consumer) -> bool:
        """Replace what has the same term."""
        with database_errors():
            mine = {"_id": consumer.handler, "term": consumer.term}
            replaced = await self._consumers.replace_one(mine, _document_of(consumer))
            return replaced.matched_count == 1


def _document_of(consumer: Consumer) -> Document:
    document: Document = msgspec.to_builtins(consumer, builtin_types=(datetime,))
    return {"_id": document.pop("handler"), **document}


def _consumer_from(document: Document) -> Consumer:
    return msgspec.convert({"handler": document.pop("_id"), **document}, Consumer)
