"""Which certificates are trusted, as documents."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.cml.cml_trust import CMLTrust
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoCMLTrustRepository:
    """Written to the journal: a trust that was taken back stays so."""

    def __init__(self, database: MongoDatabase) -> None:
        self._trust = database.journaled["cml_trust"]

    async def put_async(self, trust: CMLTrust) -> None:
        """Replace, or insert."""
        document: Document = msgspec.to_builtins(trust, builtin_types=(datetime,))
        document.pop("worker_id")
        with database_errors():
            await self._trust.replace_one({"_id": trust.worker_id}, document, upsert=True)

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLTrust]:
        """Read by the index on `set_at`."""
        with database_errors():
            documents = await self._trust.find({"set_at": {"$gte": since}} if since else {}).to_list(None)
        return [msgspec.convert({"worker_id": each.pop("_id"), **each}, CMLTrust) for each in documents]
