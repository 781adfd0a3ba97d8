"""MeasuredEventLog: the event log, with its appends counted."""

from opentelemetry.metrics import Meter

from application.clock import Clock
from application.ports.event_log import LogEntry
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog


class MeasuredEventLog(MongoEventLog):
    """An append is overtaken when another process has got the entry's number first; it is then tried again."""

    def __init__(self, database: MongoDatabase, clock: Clock, meter: Meter) -> None:
        super().__init__(database, clock)
        self._appends = meter.create_counter("cml_fleet.log.appends", "", "Entries appended, or overtaken, here.")

    async def append_async(self, entry: LogEntry) -> bool:
        """Append as MongoEventLog does."""
        appended = await super().append_async(entry)
        self._appends.add(1, {"outcome": "appended" if appended else "overtaken"})
        return appended
