"""Webhooks as documents: their secrets are sealed before they come here."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.webhook.webhook import Webhook
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoWebhookRepository:
    """Written to the journal. Every write asks for the version before."""

    def __init__(self, database: MongoDatabase) -> None:
        self._webhooks = database.journaled["webhooks"]

    async def add_async(self, webhook: Webhook) -> None:
        """Insert."""
        with database_errors():
            await self._webhooks.insert_one(_document_of(webhook))

    async def replace_async(self, webhook: Webhook) -> bool:
        """Replace the version before."""
        with database_errors():
            before = {"_id": webhook.id, "version": webhook.version - 1}
            return (await self._webhooks.replace_one(before, _document_of(webhook))).matched_count == 1

    async def find_async(self, webhook_id: str) -> Webhook | None:
        """Read by id."""
        with database_errors():
            document = await self._webhooks.find_one({"_id": webhook_id})
        return _webhook_from(document) if document else None

    async def list_async(self) -> Sequence[Webhook]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._webhooks.find({}, sort=[("created_at", 1), ("_id", 1)]).to_list(None)
        return [_webhook_from(document) for document in documents]

    async def remove_async(self, webhook_id: str) -> bool:
        """Delete."""
        with database_errors():
            return (await self._webhooks.delete_one({"_id": webhook_id})).deleted_count == 1


def _document_of(webhook: Webhook) -> Document:
    document: Document = msgspec.to_builtins(webhook, builtin_types=(datetime, bytes))
    return {"_id": webhook.id, **document}


def _webhook_from(document: Document) -> Webhook:
    return msgspec.convert(document, Webhook, builtin_types=(datetime, bytes))
