"""The log as far as this process has followed it."""

import asyncio
from collections import deque

from application.events.event_reader import EventReader
from application.events.latest_versions import LatestVersions
from application.events.recent_subjects import RecentSubjects
from application.events.recorded_event import RecordedEvent
from application.ports.event_log import EventLog, LogEntry, LogHead
from application.turns import in_turns

READ_AT_FIRST, READ_AT_MOST = 4, 100
READ_EVENTS = 2_000
"""Entries are read so many at a time as hold about these: from one event to a thousand are in each."""


class FollowedLog:
    """Takes every entry once and in order, whether this process appended it or read it.

    A writer builds on `head`; `version_of` says which version of an aggregate the log is known to hold, where that
    changed lately. What was taken waits in `untold` for the dispatcher.
    """

    def __init__(self, log: EventLog, reader: EventReader) -> None:
        self._log = log
        self._reader = reader
        self._versions = LatestVersions()
        self.recent_subjects = RecentSubjects()
        self._reading = asyncio.Lock()
        self.head = LogHead(0, 0)
        self.untold: deque[RecordedEvent] = deque()
        self.taken = asyncio.Event()

    def start_at(self, head: LogHead) -> None:
        """Begin after `head`."""
        self.head = head

    def version_of(self, aggregate_id: str, otherwise: int) -> int:
        """Return the newest version seen in the log lately, `otherwise` where none was."""
        return self._versions.of(aggregate_id, otherwise)

    def take(self, entry: LogEntry, events: list[RecordedEvent]) -> None:
        """Take the entry after the head; one that was taken before is passed over."""
        if entry.entry <= self.head.entry:
            return
        if entry.entry != self.head.entry + 1:
            raise RuntimeError(f"entry {entry.entry} does not follow entry {self.head.entry}")
        self.head = LogHead(entry.entry, entry.last)
        self._versions.note(
            (event.subject, record.aggregate_version)
            for event, record in zip(events, entry.records, strict=True)
            if record.aggregate_version
        )
        self.recent_subjects.note(entry.at, {event.subject for event in events})
        self.untold.extend(events)
        self.taken.set()

    async def catch_up_async(self) -> None:
        """Read and take what others have appended since."""
        async with self._reading:
            at_once = READ_AT_FIRST
            while entries := await self._log.read_async(self.head.entry, at_once):
                async for entry in in_turns(entries, 1):
                    self.take(entry, list(self._reader.events_of(entry)))
                events = 1 + entries[-1].last - entries[0].first
                at_once = max(1, min(READ_AT_MOST, len(entries) * READ_EVENTS // events))
