"""Mutes of alerts as documents; they expire by themselves."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.alert.alert_mute import AlertMute
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoAlertMuteRepository:
    """Written to the journal."""

    def __init__(self, database: MongoDatabase) -> None:
        self._mutes = database.journaled["alert_mutes"]

    async def put_async(self, mute: AlertMute) -> None:
        """Insert or replace."""
        document: Document = {"_id": mute.id, **msgspec.to_builtins(mute, builtin_types=(datetime,))}
        with database_errors():
            await self._mutes.replace_one({"_id": mute.id}, document, upsert=True)

    async def list_async(self) -> Sequence[AlertMute]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._mutes.find({}, sort=[("until", 1), ("_id", 1)]).to_list(None)
        return [msgspec.convert(document, AlertMute) for document in documents]

    async def remove_async(self, mute_id: str) -> bool:
        """Delete."""
        with database_errors():
            return (await self._mutes.delete_one({"_id": mute_id})).deleted_count == 1
