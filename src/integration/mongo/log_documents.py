"""Entries of the event log as documents."""

from msgspec import convert, json

from application.ports.event_log import LogEntry, LogRecord
from integration.mongo.mongo_database import Document

_encoder = json.Encoder()
_decoder = json.Decoder(list[LogRecord])


def document_of(entry: LogEntry) -> Document:
    """Write an entry; its commit id is the document's id, its events are one value of JSON.

    Nobody asks the database for a part of them, and it would pack and unpack each of a thousand at every touch.
    """
    return {
        "_id": entry.commit_id,
        "entry": entry.entry,
        "first": entry.first,
        "last": entry.last,
        "at": entry.at,
        "expires_at": entry.expires_at,
        "events": _encoder.encode(entry.records),
    }


def entry_from(document: Document) -> LogEntry:
    """Read an entry; fields of a newer version are passed over, and an older one kept events as documents."""
    events = document["events"]
    return LogEntry(
        entry=document["entry"],
        first=document["first"],
        last=document["last"],
        commit_id=document["_id"],
        at=document["at"],
        expires_at=document["expires_at"],
        records=convert(events, list[LogRecord]) if isinstance(events, list) else _decoder.decode(events),
    )
