"""Keeps the documents that follow from the log: one bulk write per collection."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pymongo import ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState
from integration.mongo.freshness_documents import documents_of, refresh_from
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.worker_documents import document_of, state_from

Write = ReplaceOne[Document] | UpdateOne

DUPLICATE_KEY = 11000
ALL_IN_ONE_REPLY = 100_000


class MongoProjection:
    """Every write asks for an older document: a late writer changes nothing that is newer."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    async def project_async(
        self, workers: Sequence[CMLWorkerState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write what there is to write."""
        await self._write("workers", [_replacement(state) for state in workers])
        await self._write("freshness", [_update(doc) for refresh in refreshes for doc in documents_of(refresh)])

    async def _write(self, collection: str, operations: Sequence[Write]) -> None:
        if not operations:
            return
        with database_errors():
            try:
                await self._database.documents[collection].bulk_write(operations, ordered=False)
            except BulkWriteError as error:
                raise_unless_overtaken(error)

    async def worker_versions_async(self, worker_ids: Iterable[str]) -> Mapping[str, int]:
        """Read versions only."""
        with database_errors():
            found = self._database.documents["workers"].find(
                {"_id": {"$in": list(worker_ids)}}, {"version": 1}, batch_size=ALL_IN_ONE_REPLY
            )
            return {document["_id"]: document["version"] for document in await found.to_list(None)}

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Read all but those who left long ago."""
        wanted = {"$or": [{"removed": False}, {"updated_at": {"$gt": left_after}}]}
        with database_errors():
            found = self._database.documents["workers"].find(wanted, batch_size=ALL_IN_ONE_REPLY)
            return [state_from(document) for document in await found.to_list(None)]

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Read the freshness of every source."""
        with database_errors():
            found = self._database.documents["freshness"].find({}, batch_size=ALL_IN_ONE_REPLY)
            return [refresh_from(document) for document in await found.to_list(None)]


def _replacement(state: CMLWorkerState) -> Write:
    older = {"_id": state.id, "version": {"$lt": state.state_version}}
    return ReplaceOne(older, document_of(state), upsert=True)


def _update(document: Document) -> Write:
    return UpdateOne({"_id": document["_id"]}, {"$set": document}, upsert=True)


def raise_unless_overtaken(error: BulkWriteError) -> None:
    """Pass over duplicate keys: an upsert found no older document and a newer one in its place."""
    errors = (error.details or {}).get("writeErrors", [])
    if not errors or any(item["code"] != DUPLICATE_KEY for item in errors):
        raise error
