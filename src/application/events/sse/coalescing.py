"""What may be left out for a client that is behind."""

from collections.abc import Sequence
from typing import NamedTuple

from application.events.recorded_event import RecordedEvent
from domain.events.event_category import EventCategory

_REPLACEABLE = frozenset({EventCategory.TELEMETRY, EventCategory.FLEET})


class Coalesced(NamedTuple):
    """`kept` is in the order of the log; `lasting` of them could never have been left out."""

    kept: list[RecordedEvent]
    lasting: int


def coalesce(events: Sequence[RecordedEvent]) -> Coalesced:
    """Leave out telemetry for newer telemetry of the same worker, and a refresh for a newer one of its source."""
    newest = {_key(event): event.sequence for event in events if event.category in _REPLACEABLE}
    lasting = sum(event.category not in _REPLACEABLE for event in events)
    kept = [event for event in events if newest.get(_key(event), event.sequence) == event.sequence]
    return Coalesced(kept, lasting)


def _key(event: RecordedEvent) -> tuple[str, str, str | None]:
    return event.short_type, event.subject, event.source_read
