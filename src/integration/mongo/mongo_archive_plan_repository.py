"""Archive plans as documents."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.archive.archive_plan import ArchivePlan
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors


class MongoArchivePlanRepository:
    """Written to the journal. Every write asks for the version before."""

    def __init__(self, database: MongoDatabase) -> None:
        self._plans = database.journaled["archive_plans"]

    async def add_async(self, plan: ArchivePlan) -> None:
        """Insert."""
        with database_errors():
            await self._plans.insert_one(_document_of(plan))

    async def replace_async(self, plan: ArchivePlan) -> bool:
        """Replace the version before."""
        with database_errors():
            before = {"_id": plan.id, "version": plan.version - 1}
            return (await self._plans.replace_one(before, _document_of(plan))).matched_count == 1

    async def find_async(self, plan_id: str) -> ArchivePlan | None:
        """Read by id."""
        with database_errors():
            document = await self._plans.find_one({"_id": plan_id})
        return _plan_from(document) if document else None

    async def list_async(self) -> Sequence[ArchivePlan]:
        """Read all: there are few."""
        with database_errors():
            documents = await self._plans.find({}, sort=[("created_at", 1), ("_id", 1)]).to_list(None)
        return [_plan_from(document) for document in documents]

    async def remove_async(self, plan_id: str) -> bool:
        """Delete."""
        with database_errors():
            return (await self._plans.delete_one({"_id": plan_id})).deleted_count == 1


def _document_of(plan: ArchivePlan) -> Document:
    document: Document = msgspec.to_builtins(plan, builtin_types=(datetime,))
    return {"_id": plan.id, **document}


def _plan_from(document: Document) -> ArchivePlan:
    return msgspec.convert(document, ArchivePlan, builtin_types=(datetime,))
