"""Entries for a log, made by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports.event_log import EventLog, LogEntry, LogHead, LogRecord
from fakes.fake_clock import FakeClock


@dataclass
class LogUnderTest:
    """A log with nothing in it, and the clock it looks at."""

    log: EventLog
    clock: FakeClock


def entry_after(
    head: LogHead, commit_id: str, at: datetime, *, events: int = 1, kept: timedelta = timedelta(hours=1)
) -> LogEntry:
    """Make the entry that follows `head`."""
    numbers = range(head.last + 1, head.last + events + 1)
    return LogEntry(
        entry=head.entry + 1,
        first=numbers[0],
        last=numbers[-1],
        commit_id=commit_id,
        at=at,
        expires_at=at + kept,
        records=[record(number) for number in numbers],
    )


def head_of(entry: LogEntry) -> LogHead:
    """The head of a log that ends with `entry`."""
    return LogHead(entry.entry, entry.last)


def record(sequence: int) -> LogRecord:
    """Make an event."""
    return LogRecord(
        sequence=sequence,
        category="status",
        short_type="worker.status.changed",
        worker_id=f"worker-{sequence % 3}",
        aggregate_version=sequence,
        attributes={"id": f"id-{sequence}", "subject": f"worker-{sequence % 3}", "time": "2026-06-01T12:00:00Z"},
        data={"old_status": "running", "nested": {"$set": [1, None, "ü\u2028"]}},
    )
