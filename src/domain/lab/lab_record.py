"""LabRecord: decides what of a reading of a lab is news."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from domain.aggregate import FleetAggregate
from domain.cml.lab_reading import LabReading
from domain.lab import lab_events as events
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState


class LabRecord(FleetAggregate[LabRecordState]):
    """One lab of one worker, as its controller tells of it.

    `worker` is the worker on which it is, where that is known: events are found by its region and its tags.
    """

    worker: CMLWorkerState | None = None

    @staticmethod
    def id_of(worker_id: str, lab_id: str) -> str:
        """The id of a lab: ids of CML are unique on their controller alone."""
        return f"{worker_id}/{lab_id}"

    @classmethod
    def on_worker(cls, worker: CMLWorkerState, state: LabRecordState) -> Self:
        """Return the lab that `state` was saved from, on its worker."""
        record = cls.from_state(state)
        record.worker = worker
        return record

    def record(self, reading: LabReading) -> None:
        """Take what CML says of the lab; a reading from before the last news would only undo what is known."""
        if reading.taken_at < self.state.last_modified:
            return
        if self.state.in_fleet:
            self._record_state(reading)
            self._record_values(reading)
        else:
            self._discover(reading)

    def remove(self, reason: events.LabRemovalReason, at: datetime) -> None:
        """Note that it was not there `at` that time; what is removed cannot be removed again."""
        if self.state.in_fleet and at >= self.state.last_modified:
            self.raise_event(events.LabRemovedDomainEvent, at, title=self.state.title, reason=reason)

    def _discover(self, reading: LabReading) -> None:
        facts = _values_of(reading)
        self.raise_event(events.LabDiscoveredDomainEvent, reading.taken_at, state=reading.state, **facts)

    def _record_state(self, reading: LabReading) -> None:
        if reading.state is not self.state.state:
            self.raise_event(
                events.LabStateChangedDomainEvent,
                reading.taken_at,
                title=reading.title,
                old_state=self.state.state,
                new_state=reading.state,
            )

    def _record_values(self, reading: LabReading) -> None:
        values = _values_of(reading)
        changed = [name for name, value in values.items() if value != getattr(self.state, name)]
        if changed:
            self.raise_event(
                events.LabChangedDomainEvent,
                reading.taken_at,
                title=reading.title,
                old_values={name: _in_json(getattr(self.state, name)) for name in changed},
                new_values={name: _in_json(values[name]) for name in changed},
            )


def _values_of(reading: LabReading) -> Mapping[str, Any]:
    """All that is told of a lab beside its state, by the names it has here."""
    return {
        "title": reading.title,
        "description": reading.description,
        "owner": reading.owner,
        "node_count": reading.node_count,
        "running_nodes": reading.running_nodes,
        "link_count": reading.link_count,
        "groups": reading.groups,
        "lab_created_at": _in_milliseconds(reading.created_at),
        "lab_modified_at": _in_milliseconds(reading.modified_at),
    }


def _in_milliseconds(moment: datetime | None) -> datetime | None:
    """Cut off what a document cannot hold: read again from there it would not be the same."""
    return moment and moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _in_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value
