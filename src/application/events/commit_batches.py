"""Packs the events of waiting commits into log entries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from application.events.event_labels import labels_of
from application.events.record_factory import RecordFactory
from application.ports.event_log import MAX_BYTES_PER_ENTRY, MAX_EVENTS_PER_ENTRY, LogEntry, LogHead, LogRecord
from domain.aggregate import FleetAggregate
from domain.events.fleet_event import FleetEvent

Aggregate = FleetAggregate[Any]


@dataclass(frozen=True, slots=True)
class CommitPart:
    """Events of one aggregate that are kept equally long: they go into one entry or not at all.

    `base_version` is the version they build on. An announcement has no aggregate and builds on nothing.
    """

    aggregate: Aggregate | None
    base_version: int
    retention: timedelta
    events: Sequence[FleetEvent]
    records: Sequence[LogRecord]
    size_bytes: int


def parts_of(aggregate: Aggregate, records: RecordFactory) -> Iterator[CommitPart]:
    """Cut the pending events of an aggregate by retention, the longest kept first."""
    version = aggregate.base_version
    by_retention: dict[timedelta, list[FleetEvent]] = {}
    for event in aggregate.pending_events:
        by_retention.setdefault(event.category.retention, []).append(event)
    for retention in sorted(by_retention, reverse=True):
        events = by_retention[retention]
        if [event.aggregate_version for event in events] != list(range(version + 1, version + len(events) + 1)):
            raise ValueError(f"{aggregate.aggregate_id} raised short-lived events before lasting ones")
        yield _part(aggregate, version, retention, events, records)
        version += len(events)


def announcement_part(event: FleetEvent, records: RecordFactory) -> CommitPart:
    """Make the part of an event that belongs to no versioned aggregate."""
    return _part(None, 0, event.category.retention, [event], records)


def batches_of(parts: Iterable[CommitPart]) -> Iterator[list[CommitPart]]:
    """Pack parts into batches of one retention each, within an entry's limits, states before telemetry."""
    batch: list[CommitPart] = []
    events = size_bytes = 0
    for part in sorted(parts, key=lambda part: -part.retention):
        events, size_bytes = events + len(part.events), size_bytes + part.size_bytes
        too_large = events > MAX_EVENTS_PER_ENTRY or size_bytes > MAX_BYTES_PER_ENTRY
        if batch and (too_large or part.retention != batch[0].retention):
            yield batch
            batch, events, size_bytes = [], len(part.events), part.size_bytes
        batch.append(part)
    if batch:
        yield batch


def entry_of(batch: Sequence[CommitPart], head: LogHead, commit_id: str, at: datetime) -> LogEntry:
    """Number the events of a batch after `head` and make the entry of them."""
    bare = [record for part in batch for record in part.records]
    numbered = [replace(record, sequence=head.last + place) for place, record in enumerate(bare, start=1)]
    return LogEntry(
        entry=head.entry + 1,
        first=head.last + 1,
        last=head.last + len(numbered),
        commit_id=commit_id,
        at=at,
        expires_at=at + batch[0].retention,
        records=numbered,
    )


def _part(
    aggregate: Aggregate | None,
    base_version: int,
    retention: timedelta,
    events: Sequence[FleetEvent],
    factory: RecordFactory,
) -> CommitPart:
    records = [factory.record_of(event, labels_of(aggregate, event)) for event in events]
    size_bytes = sum(len(orjson.dumps([record.attributes, record.data, record.tags])) for record in records)
    return CommitPart(aggregate, base_version, retention, events, records, size_bytes)
