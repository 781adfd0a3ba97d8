"""Audit records as documents; a TTL index removes them."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import DESCENDING, ReplaceOne

from application.ports.audit_log import AuditCriteria, AuditOutcome, AuditRecord
from application.settings import Settings
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors

EXACT = ("by", "command", "outcome", "trace_id")
KEPT_FIELDS = frozenset(field.name for field in fields(AuditRecord))


class MongoAuditLog:
    """Ids begin with the milliseconds since 1970, in hexadecimal: in their order, records are in that of time."""

    def __init__(self, database: MongoDatabase, settings: Settings) -> None:
        self._database = database
        self._kept_for = timedelta(days=settings.audit_days)

    @property
    def _records(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["audit"]

    async def write_async(self, records: Sequence[AuditRecord]) -> None:
        """Write all of them in one call."""
        with database_errors():
            await self._records.bulk_write([self._replacement(record) for record in records], ordered=True)

    async def read_async(self, criteria: AuditCriteria, before: str | None, limit: int) -> Sequence[AuditRecord]:
        """Read backwards from an id."""
        wanted = _document_criteria(criteria, before)
        with database_errors():
            documents = await self._records.find(wanted, sort=[("_id", DESCENDING)], limit=limit).to_list(None)
        return [_record_from(document) for document in documents]

    def _replacement(self, record: AuditRecord) -> ReplaceOne[Document]:
        document = asdict(record)
        document["_id"] = document.pop("id")
        document["expires_at"] = record.at + self._kept_for
        return ReplaceOne({"_id": record.id}, document, upsert=True)


def _document_criteria(criteria: AuditCriteria, before: str | None) -> dict[str, Any]:
    """Say it in one range of ids and equal fields."""
    wanted = {name: {"$eq": value} for name in EXACT if (value := getattr(criteria, name)) is not None}
    if criteria.target is not None:
        wanted["targets"] = {"$eq": criteria.target}
    ends = [end for end in (before, criteria.until and _first_id_at(criteria.until)) if end is not None]
    ids: dict[str, Any] = {"$lt": min(ends)} if ends else {}
    if criteria.since is not None:
        ids["$gte"] = _first_id_at(criteria.since)
    return {**wanted, "_id": ids} if ids else dict(wanted)


def _first_id_at(moment: datetime) -> str:
    return f"{max(0, int(moment.timestamp() * 1000)):012x}"


def _record_from(document: Document) -> AuditRecord:
    known = {name: value for name, value in document.items() if name in KEPT_FIELDS}
    return AuditRecord(id=document["_id"], **{**known, "outcome": AuditOutcome(document["outcome"])})
