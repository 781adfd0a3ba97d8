"""Credentials as documents: their secrets are sealed before they come here."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.cml.cml_credentials import CMLCredentials
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoCMLCredentialsRepository:
    """Written to the journal: what was set is set, and what was removed opens nothing."""

    def __init__(self, database: MongoDatabase) -> None:
        self._credentials = database.journaled["cml_credentials"]

    async def put_async(self, credentials: CMLCredentials) -> None:
        """Replace, or insert."""
        with database_errors():
            await self._credentials.replace_one({"_id": credentials.id}, _document_of(credentials), upsert=True)

    async def put_resealed_async(self, resealed: CMLCredentials, before: CMLCredentials) -> bool:
        """Replace the document that is still as it was."""
        with database_errors():
            found = {"_id": before.id, "written_at": before.written_at, "set_at": before.set_at}
            result = await self._credentials.replace_one(found, _document_of(resealed))
        return bool(result.matched_count)

    async def list_async(self) -> Sequence[CMLCredentials]:
        """Read by id."""
        return await self._find({"sealed": {"$ne": None}})

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLCredentials]:
        """Read by the index on `written_at`."""
        return await self._find({"written_at": {"$gte": since}} if since else {})

    async def _find(self, wanted: Document) -> Sequence[CMLCredentials]:
        with database_errors():
            documents = await self._credentials.find(wanted, sort=[("_id", 1)]).to_list(None)
        return [_credentials_from(document) for document in documents]


def _document_of(credentials: CMLCredentials) -> Document:
    document: Document = msgspec.to_builtins(credentials, builtin_types=(datetime, bytes))
    return {"_id": credentials.id, **document}


def _credentials_from(document: Document) -> CMLCredentials:
    return msgspec.convert(document, CMLCredentials, builtin_types=(datetime, bytes))
