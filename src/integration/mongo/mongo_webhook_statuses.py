"""How deliveries go, as documents."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from application.ports.webhook_statuses import WebhookStatus
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoWebhookStatuses:
    """Not written to the journal: the next delivery says it again."""

    def __init__(self, database: MongoDatabase) -> None:
        self._statuses = database.documents["webhook_statuses"]

    async def put_async(self, webhook_id: str, status: WebhookStatus) -> None:
        """Replace, or insert."""
        document: Document = msgspec.to_builtins(status, builtin_types=(datetime,))
        with database_errors():
            await self._statuses.replace_one({"_id": webhook_id}, document, upsert=True)

    async def find_async(self, webhook_id: str) -> WebhookStatus:
        """Read by id."""
        with database_errors():
            document = await self._statuses.find_one({"_id": webhook_id})
        return msgspec.convert(document, WebhookStatus) if document else WebhookStatus()

    async def all_async(self) -> Mapping[str, WebhookStatus]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._statuses.find({}).to_list(None)
        return {document["_id"]: msgspec.convert(document, WebhookStatus) for document in documents}

    async def remove_async(self, webhook_id: str) -> None:
        """Delete."""
        with database_errors():
            await self._statuses.delete_one({"_id": webhook_id})
