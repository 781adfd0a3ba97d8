"""ListEventsQuery: a page of the event log, for those who poll."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EventFilter
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.events.event_category import EventCategory

LOOKED_THROUGH = 5_000


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in order; ask on after `next`. No event after `floor` is missing from the log; `head` is its end."""

    items: Sequence[RecordedEvent]
    next: EventPosition
    floor: EventPosition
    head: EventPosition
