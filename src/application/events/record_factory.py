"""Makes the CloudEvent of a domain event, once, at the commit."""

from dataclasses import dataclass

from application.clock import rfc3339
from application.events.event_catalogue import EventCatalogue
from application.events.event_labels import NO_LABELS, EventLabels
from application.ports.event_log import LogRecord
from application.ports.id_generator import IdGenerator
from application.trace_context import current_traceparent
from domain.events.fleet_event import FleetEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudEventNaming:
    """`type_prefix` stands before the short type, `.v1` after it; `source` names the fleet."""

    type_prefix: str
    source: str


class RecordFactory:
    """Turns a domain event into the record that the log keeps (CloudEvents 1.0.2, context attributes).

    `traceparent` names the span that the event was committed in (CloudEvents, "Distributed Tracing extension").
    """

    def __init__(self, catalogue: EventCatalogue, ids: IdGenerator, naming: CloudEventNaming) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self._naming = naming

    def record_of(self, event: FleetEvent, labels: EventLabels = NO_LABELS) -> LogRecord:
        """Return the record of `event` with sequence 0: its place is known only when it is appended."""
        attributes = {
            "specversion": "1.0",
            "id": self._ids.new_id(),
            "type": f"{self._naming.type_prefix}{event.short_type}.v1",
            "source": self._naming.source,
            "subject": event.aggregate_id,
            "time": rfc3339(event.created_at),
            "datacontenttype": "application/json",
            "sequence": str(event.aggregate_version),
        }
        if traceparent := current_traceparent():
            attributes["traceparent"] = traceparent
        return LogRecord(
            sequence=0,
            category=event.category.value,
            short_type=event.short_type,
            worker_id=event.worker_id,
            aggregate_version=event.aggregate_version,
            attributes=attributes,
            data=self._catalogue.data_of(event),
            regions=tuple(sorted(labels.regions)),
            tags=tuple(sorted(labels.tags)),
        )
