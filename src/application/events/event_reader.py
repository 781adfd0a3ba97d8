"""Reads the log as RecordedEvents, for replay and for those who poll."""

from collections.abc import Collection, Iterator

from application.events.event_catalogue import EventCatalogue
from application.events.event_labels import shared_labels
from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from application.ports.event_log import EventLog, LogEntry, LogRecord
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


class EventReader:
    """Turns entries into RecordedEvents. The epoch is known once the log is open."""

    def __init__(self, log: EventLog, catalogue: EventCatalogue) -> None:
        self._log = log
        self._catalogue = catalogue
        self._decode = self._decoded  # bound once for all events
        self.epoch = ""

    async def open_async(self) -> None:
        """Open the log and learn its epoch."""
        self.epoch = await self._log.open_async()

    async def read_after_async(self, sequence: int, limit: int) -> list[RecordedEvent]:
        """Return events after `sequence` in order: `limit` at most, and at least one where there is one."""
        entries = await self._log.read_events_after_async(sequence, limit)
        events = [event for entry in entries for event in self.events_of(entry) if event.sequence > sequence]
        return events[:limit]

    async def head_async(self) -> int:
        """Return the sequence of the newest event appended, whether it was told here yet or not."""
        return (await self._log.head_async()).last

    async def floor_async(self, categories: Collection[EventCategory]) -> int:
        """Return the sequence after which no event of these categories is missing."""
        return await self._log.floor_async(min(category.retention for category in categories))

    def events_of(self, entry: LogEntry) -> Iterator[RecordedEvent]:
        """Make the RecordedEvents of one entry."""
        return (self.event_of(record) for record in entry.records)

    def event_of(self, record: LogRecord, domain_event: FleetEvent | None = None) -> RecordedEvent:
        """Make the RecordedEvent of one record; `domain_event` where the caller still has it."""
        return RecordedEvent(
            EventPosition(self.epoch, record.sequence),
            EventCategory(record.category),
            record.short_type,
            record.worker_id,
            {**record.attributes, "data": record.data},
            self._decode,
            domain_event,
            shared_labels(record.regions, record.tags),
        )

    def _decoded(self, event: RecordedEvent) -> FleetEvent:
        about = event.cloud_event
        return self._catalogue.decode(
            event.short_type, event.subject, about["time"], int(about["sequence"]), about["data"]
        )
