"""Audit records as documents; a TTL index removes them."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorCollection
from msgspec import json
from pymongo import DESCENDING, ReplaceOne

from application.clock import Clock
from application.ports.audit_log import AuditCriteria, AuditOutcome, AuditRecord
from application.settings import Settings
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.time_windows import EPOCH, found_in_turn, windows_back

EXACT = ("by", "command", "outcome", "trace_id")
KEPT_FIELDS = frozenset(field.name for field in fields(AuditRecord))


class MongoAuditLog:
    """Ids begin with the milliseconds since 1970, in hexadecimal: in their order, records are in that of time."""

    def __init__(self, database: MongoDatabase, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
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
        ends = [end for end in (criteria.until, _end_of(before) if before else None) if end]
        until, newest = min(ends, default=None), min([*ends, self._clock.now()])
        times = windows_back(newest, until, criteria.since or EPOCH)
        wanted = ({**_document_criteria(criteria, before), "at": at} for at in times)
        with database_errors():
            found = await found_in_turn(self._records, wanted, [("_id", DESCENDING)], limit)
        return [_record_from(document) for document in found]

    def _replacement(self, record: AuditRecord) -> ReplaceOne[Document]:
        """Write a record; its parameters are one value of JSON, whose names may be such as no document may have."""
        document = {**asdict(record), "parameters": json.encode(record.parameters)}
        document["_id"] = document.pop("id")
        document["expires_at"] = record.at + self._kept_for
        return ReplaceOne({"_id": record.id}, document, upsert=True)


def _document_criteria(criteria: AuditCriteria, before: str | None) -> Document:
    """Say all but the time."""
    wanted = {name: {"$eq": value} for name in EXACT if (value := getattr(criteria, name)) is not None}
    if criteria.target is not None:
        wanted["targets"] = {"$eq": criteria.target}
    return wanted | {"_id": {"$lt": before}} if before else wanted


def _end_of(record_id: str) -> datetime:
    """Return the end of the millisecond in which it was made."""
    return EPOCH + timedelta(milliseconds=int(record_id[:12], 16) + 1)


def _record_from(document: Document) -> AuditRecord:
    """Read a record; an older one has its parameters as a document."""
    known = {name: value for name, value in document.items() if name in KEPT_FIELDS}
    known["outcome"] = AuditOutcome(document["outcome"])
    if isinstance(document["parameters"], bytes):
        known["parameters"] = json.decode(document["parameters"])
    return AuditRecord(id=document["_id"], **known)
