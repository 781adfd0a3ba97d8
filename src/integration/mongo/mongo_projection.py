"""Keeps the documents that follow from the log: one bulk write per collection and thousand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from application.pieces import pieces_of
from application.turns import in_turns
from domain.aggregate import FleetAggregateState
from domain.alert.alert_state import AlertState
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState
from integration.mongo.freshness_documents import documents_of, refresh_from
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors, found_by_id, replies_of
from integration.mongo.state_documents import COLLECTIONS, TState, document_of, state_from

Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne

DUPLICATE_KEY = 11000
DOCUMENTS_PER_WRITE = 1_000
WRITES_PER_TURN = 100


class MongoProjection:
    """Every write asks for an older document: a late writer changes nothing that is newer."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    @property
    def interruptions(self) -> int:
        """As the driver counts them."""
        return self._database.interruptions.count

    async def project_async(
        self, states: Sequence[FleetAggregateState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write what there is to write, a thousand documents at a time: more would come near the deadline of a call."""
        for kind, collection in COLLECTIONS.items():
            own = [state for state in states if isinstance(state, kind)]
            for piece in pieces_of(own, DOCUMENTS_PER_WRITE):
                await self._write(collection, [_write_of(state) async for state in in_turns(piece, WRITES_PER_TURN)])
        if refreshes:
            await self._write("freshness", [_update(doc) for refresh in refreshes for doc in documents_of(refresh)])

    async def _write(self, collection: str, operations: Sequence[Write]) -> None:
        with database_errors():
            try:
                await self._database.documents[collection].bulk_write(operations, ordered=False)
            except BulkWriteError as error:
                raise_unless_overtaken(error)

    async def versions_async(self, states: Sequence[FleetAggregateState]) -> Mapping[str, int]:
        """Read versions only."""
        versions: dict[str, int] = {}
        for kind, collection in COLLECTIONS.items():
            if ids := [state.id for state in states if isinstance(state, kind)]:
                async for documents in found_by_id(self._database.documents[collection], ids, {"version": 1}):
                    versions.update((document["_id"], document["version"]) for document in documents)
        return versions

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Read all but those who left long ago."""
        return await self._load(CMLWorkerState, {"$or": [{"removed": False}, {"updated_at": {"$gt": left_after}}]})

    async def load_labs_async(self, removed_after: datetime) -> list[LabRecordState]:
        """Read all but those that went long ago."""
        return await self._load(LabRecordState, {"$or": [{"removed_at": None}, {"removed_at": {"$gt": removed_after}}]})

    async def load_operations_async(self, finished_after: datetime) -> list[OperationState]:
        """Read all but those that finished long ago."""
        return await self._load(
            OperationState, {"$or": [{"finished_at": None}, {"finished_at": {"$gt": finished_after}}]}
        )

    async def load_alerts_async(self, resolved_after: datetime) -> list[AlertState]:
        """Read all but those that were resolved long ago."""
        return await self._load(AlertState, {"$or": [{"resolved_at": None}, {"resolved_at": {"$gt": resolved_after}}]})

    async def load_settings_async(self) -> list[FleetSettingsState]:
        """Read the one document there is."""
        return await self._load(FleetSettingsState, {})

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Read the freshness of every source."""
        return [refresh_from(document) async for reply in self._find("freshness", {}) for document in reply]

    async def _load(self, kind: type[TState], criteria: Document) -> list[TState]:
        replies = self._find(COLLECTIONS[kind], criteria)
        return [state_from(document, kind) async for reply in replies for document in reply]

    def _find(self, collection: str, criteria: Document) -> AsyncIterator[list[Document]]:
        return replies_of(self._database.documents[collection].find(criteria))


def _write_of(state: FleetAggregateState) -> Write:
    """Replace an older document. Nothing is older than a first version: SecantusDB inserts it ten times as fast."""
    if state.state_version == 1:
        return InsertOne(document_of(state))
    older = {"_id": state.id, "version": {"$lt": state.state_version}}
    return ReplaceOne(older, document_of(state), upsert=True)


def _update(document: Document) -> Write:
    return UpdateOne({"_id": document["_id"]}, {"$set": document}, upsert=True)


def raise_unless_overtaken(error: BulkWriteError) -> None:
    """Pass over duplicate keys: an upsert found no older document and a newer one in its place."""
    errors = (error.details or {}).get("writeErrors", [])
    if not errors or any(item["code"] != DUPLICATE_KEY for item in errors):
        raise error
