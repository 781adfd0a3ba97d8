"""EventRing: the newest events of the log, for those who are behind."""

from collections.abc import Sequence

from application.events.recorded_event import RecordedEvent

DROPPED_PART = 64
"""So small a part goes at a time: moving the others costs microseconds, and memory stays level."""


class EventRing:
    """At least the newest `capacity` events, without a hole; a few more before the oldest are dropped.

    `head` is the sequence of the newest event told. `floor` is the sequence after which none is missing here.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._events: list[RecordedEvent] = []
        self.floor = self.head = 0

    def start_at(self, head: int) -> None:
        """Begin, empty, after the event `head`."""
        self._events = []
        self.floor = self.head = head

    def append(self, event: RecordedEvent) -> None:
        """Add the next event; after a hole only what follows it is kept."""
        if event.sequence != self.head + 1:
            self.start_at(event.sequence - 1)
        self._events.append(event)
        self.head = event.sequence
        if len(self._events) > self._capacity + self._capacity // DROPPED_PART:
            self._drop(len(self._events) - self._capacity)

    def prepend(self, events: Sequence[RecordedEvent]) -> None:
        """Put older events in front of the held ones, as far as they connect without a hole."""
        older = []
        for event in reversed(events):
            if event.sequence == self.floor:
                older.append(event)
                self.floor -= 1
        self._events[:0] = reversed(older)

    def after(self, sequence: int, limit: int | None = None) -> list[RecordedEvent]:
        """Return up to `limit` events after `sequence`, which must not be below the floor."""
        start = sequence - self.floor
        return self._events[start : None if limit is None else start + limit]

    def _drop(self, count: int) -> None:
        del self._events[:count]
        self.floor += count
