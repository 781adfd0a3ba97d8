"""Edition: what all clients with one filter read in one form."""

from collections.abc import Iterable
from typing import NamedTuple

from application.events.recorded_event import RecordedEvent
from application.events.sse.event_filter import EventFilter
from application.events.sse.stream_form import StreamForm


class Edition(NamedTuple):
    """Clients of one edition share the bytes they are written."""

    event_filter: EventFilter
    form: StreamForm

    def chosen(self, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
        """Return those of `events` that pass the filter."""
        return list(filter(self.event_filter.passes, events))
