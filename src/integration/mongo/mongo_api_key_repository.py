"""API keys as documents."""

from datetime import datetime

import msgspec

from domain.access.api_key import ApiKey
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoApiKeyRepository:
    """Written to the journal: a key that was revoked stays revoked."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    async def add_async(self, key: ApiKey) -> None:
        """Insert."""
        with database_errors():
            await self._database.journaled["api_keys"].insert_one(_document_of(key))

    async def list_async(self) -> list[ApiKey]:
        """Read all, oldest first: their ids sort by time."""
        with database_errors():
            found = self._database.journaled["api_keys"].find({}, sort=[("_id", 1)])
            return [_key_from(document) for document in await found.to_list(None)]

    async def find_by_digest_async(self, digest: str) -> ApiKey | None:
        """Read by the unique index on digests."""
        with database_errors():
            document = await self._database.journaled["api_keys"].find_one({"digest": digest})
        return _key_from(document) if document else None

    async def revoke_async(self, key_id: str, at: datetime) -> bool:
        """Set `revoked_at`; a key that was revoked before keeps its time."""
        with database_errors():
            keys = self._database.journaled["api_keys"]
            await keys.update_one({"_id": key_id, "revoked_at": None}, {"$set": {"revoked_at": at}})
            return await keys.find_one({"_id": key_id}, {"_id": 1}) is not None

    async def record_use_async(self, key_id: str, at: datetime) -> None:
        """Set `last_used_at`."""
        with database_errors():
            await self._database.documents["api_keys"].update_one({"_id": key_id}, {"$set": {"last_used_at": at}})


def _document_of(key: ApiKey) -> Document:
    document: Document = msgspec.to_builtins(key, builtin_types=(datetime,))
    return {"_id": document.pop("id"), **document}


def _key_from(document: Document) -> ApiKey:
    return msgspec.convert({"id": document.pop("_id"), **document}, ApiKey)
