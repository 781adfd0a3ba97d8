"""Whether the log and the documents agree: the whole log is replayed through the domain."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from application.clock import Clock
from application.events.event_catalogue import EventCatalogue
from application.events.event_reader import EventReader
from application.ports.event_log import LogEntry, LogRecord
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_events import WorkerDomainEvent
from fakes.in_memory_cml_worker_repository import EVER
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog
from integration.mongo.mongo_projection import MongoProjection

EVERYTHING = 1_000_000


@dataclass(frozen=True)
class FleetOnDisk:
    """What a database holds of a fleet."""

    epoch: str
    entries: list[LogEntry]
    documents: dict[str, CMLWorkerState]
    replayed: dict[str, CMLWorkerState]

    @property
    def records(self) -> list[LogRecord]:
        """Every event, in order."""
        return [record for entry in self.entries for record in entry.records]

    @property
    def last(self) -> int:
        """The number of the newest event."""
        return self.entries[-1].last if self.entries else 0

    def check_gapless(self) -> None:
        """Entries, events and each worker's versions are numbered without gap or double."""
        assert [entry.entry for entry in self.entries] == list(range(1, len(self.entries) + 1))
        assert [record.sequence for record in self.records] == list(range(1, len(self.records) + 1))
        assert all(after.first == before.last + 1 for before, after in pairwise(self.entries))
        assert len({entry.commit_id for entry in self.entries}) == len(self.entries)
        assert len({record.attributes["id"] for record in self.records}) == len(self.records)
        versions: dict[str, list[int]] = {}
        for record in self.records:
            if record.worker_id:
                versions.setdefault(record.worker_id, []).append(record.aggregate_version)
        assert all(seen == list(range(1, len(seen) + 1)) for seen in versions.values())

    def differences(self) -> dict[str, Any]:
        """The workers whose document is not what the log says."""
        return {
            worker_id: (self.documents.get(worker_id), state)
            for worker_id, state in self.replayed.items()
            if self.documents.get(worker_id) != state
        }

    def check_agreement(self) -> None:
        """The documents are what the log says, and there are no others."""
        assert self.differences() == {}
        assert self.documents.keys() == self.replayed.keys()


async def read_fleet(uri: str, database_name: str) -> FleetOnDisk:
    """Read the whole log and all documents."""
    database = MongoDatabase(uri, database_name, timeout_seconds=10)
    await database.start_async()
    try:
        log = MongoEventLog(database, Clock())
        reader = EventReader(log, EventCatalogue())
        await reader.open_async()
        documents = {state.id: state for state in await MongoProjection(database).load_workers_async(EVER)}
        entries = await log.read_async(0, EVERYTHING)
        return FleetOnDisk(reader.epoch, entries, documents, _replayed(entries, reader))
    finally:
        await database.stop_async()


def _replayed(entries: list[LogEntry], reader: EventReader) -> dict[str, CMLWorkerState]:
    states: dict[str, CMLWorkerState] = {}
    for event in (event for entry in entries for event in reader.events_of(entry)):
        domain_event = event.domain_event
        if isinstance(domain_event, WorkerDomainEvent):
            state = states.setdefault(event.subject, CMLWorkerState(id=event.subject))
            state.on(domain_event)
            state.state_version = domain_event.aggregate_version
    return states
