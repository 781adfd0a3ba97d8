"""ListEventsQuery: a page of the event log, for those who poll."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.fleet_states import FleetStates
from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EventFilter
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEventsQuery(Query[OperationResult[EventPage]]):
    """Events after `after` that pass `wanted`; from the floor where `after` is None."""

    required_role: ClassVar[Role] = Role.VIEWER

    wanted: EventFilter
    after: EventPosition | None = None
    limit: int = 100


class ListEventsQueryHandler(QueryHandler[ListEventsQuery, OperationResult[EventPage]]):
    """Looks through a bounded part of the log per page: a page may be short, or empty, and `next` go on."""

    def __init__(self, reader: EventReader, states: FleetStates) -> None:
        self._reader = reader
        self._states = states

    async def handle_async(self, request: ListEventsQuery) -> OperationResult[EventPage]:
        """Return one page; ConflictError when `after` belongs to another log or events after it are gone."""
        categories: Collection[EventCategory] = request.wanted.touched_categories
        floor = await self._reader.floor_async(categories)
        after = floor if request.after is None else await self._checked_async(request.after, floor)
        items, reached = await self._collect(request, after)
        epoch = self._reader.epoch
        return self.ok(
            EventPage(items, EventPosition(epoch, reached), EventPosition(epoch, floor), self._states.position)
        )

    async def _checked_async(self, after: EventPosition, floor: int) -> int:
        told = after.sequence <= self._states.position.sequence
        if after.epoch != self._reader.epoch or not (told or after.sequence <= await self._reader.head_async()):
            raise ConflictError("this position belongs to another event log; begin without `after`")
        if after.sequence < floor:
            raise ConflictError("events after this position are no longer kept; begin without `after`")
        return after.sequence

    async def _collect(self, request: ListEventsQuery, after: int) -> tuple[Sequence[RecordedEvent], int]:
        """Read up to what has been told: what was appended a moment ago comes with the next page."""
        items: list[RecordedEvent] = []
        head, last_looked_at = self._states.position.sequence, after + LOOKED_THROUGH
        while after < min(head, last_looked_at):
            for event in await self._reader.read_after_async(after, min(LOOKED_THROUGH, 10 * request.limit)):
                if event.sequence > head:
                    return items, after
                after = event.sequence
                if request.wanted.passes(event):
                    items.append(event)
                if len(items) == request.limit:
                    return items, after
        return items, after
