"""Entries of the event log as documents."""

from dataclasses import fields
from typing import Any

from application.ports.event_log import LogEntry, LogRecord
from integration.mongo.mongo_database import Document

RECORD_FIELDS = tuple(field.name for field in fields(LogRecord))


def document_of(entry: LogEntry) -> Document:
    """Write an entry; its commit id is the document's id."""
    return {
        "_id": entry.commit_id,
        "entry": entry.entry,
        "first": entry.first,
        "last": entry.last,
        "at": entry.at,
        "expires_at": entry.expires_at,
        "events": [{name: getattr(record, name) for name in RECORD_FIELDS} for record in entry.records],
    }


def entry_from(document: Document) -> LogEntry:
    """Read an entry."""
    return LogEntry(
        entry=document["entry"],
        first=document["first"],
        last=document["last"],
        commit_id=document["_id"],
        at=document["at"],
        expires_at=document["expires_at"],
        records=[_record_from(event) for event in document["events"]],
    )


def _record_from(event: dict[str, Any]) -> LogRecord:
    known = {name: event[name] for name in RECORD_FIELDS if name in event}
    return LogRecord(**known | {name: tuple(event.get(name, ())) for name in ("regions", "tags")})
