"""Rows on their way into DuckDB: lines of JSON, of which it makes rows itself."""

from collections.abc import Iterator
from typing import Any

import orjson

from application.ports.archive_files import ArchiveBatch
from application.ports.archive_source import HourOfSamples
from application.ports.event_log import LogEntry, LogRecord

UTC_WITH_Z = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE


def lines_of(batch: ArchiveBatch) -> Iterator[bytes]:
    """Write a line for each hour of samples, which DuckDB unfolds, or for each event."""
    for each in batch:
        if isinstance(each, HourOfSamples):
            line = {"worker_id": each.key.worker_id, "times": each.times, "rows": each.rows}
            yield orjson.dumps(line, option=UTC_WITH_Z)
        else:
            yield from (orjson.dumps(_event(each, record), option=UTC_WITH_Z) for record in each.records)


def _event(entry: LogEntry, record: LogRecord) -> dict[str, Any]:
    about = record.attributes
    return {
        "sequence": record.sequence,
        "committed_at": entry.at,
        "time": about["time"],
        "category": record.category,
        "short_type": record.short_type,
        "type": about["type"],
        "id": about["id"],
        "source": about["source"],
        "subject": about["subject"],
        "worker_id": record.worker_id,
        "aggregate_version": record.aggregate_version,
        "regions": record.regions,
        "tags": record.tags,
        "data": record.data,
    }
