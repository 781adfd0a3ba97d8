"""EventFeed: the events that wait for one durable consumer."""

import asyncio
from collections.abc import Callable, Collection, Sequence

from application.events.dispatcher import Dispatcher
from application.events.durable.durable_consumer import DurableConsumer
from application.events.event_catalogue import EventCatalogue
from application.events.event_reader import EventReader
from application.events.followed_log import FollowedLog
from application.events.recorded_event import RecordedEvent

MOST_WAITING = 2_000
READ_EVENTS = 1_000


class EventFeed:
    """Holds the events that the consumer wants, in order. Every event up to `position` was looked at.

    It is offered each event as it is told, and reads from the log only what it was not offered in turn: what
    lies before its beginning, and what came while it was full.
    """

    def __init__(
        self,
        consumer: DurableConsumer,
        catalogue: EventCatalogue,
        reader: EventReader,
        followed: FollowedLog,
        dispatcher: Dispatcher,
    ) -> None:
        self._consumer = consumer
        self._catalogue = catalogue
        self._reader = reader
        self._followed = followed
        self._dispatcher = dispatcher
        self._waiting: list[RecordedEvent] = []
        self.position = 0
        self.missing: tuple[int, int] | None = None
        self.news = asyncio.Event()

    @property
    def cursor(self) -> int:
        """Every event up to here is done, or not wanted."""
        return self._waiting[0].sequence - 1 if self._waiting else self.position

    def begin_after(self, sequence: int) -> None:
        """Begin with the event after this one."""
        self.position = sequence

    def offer(self, event: RecordedEvent) -> None:
        """Take the event if it is the next one and there is room."""
        if event.sequence == self.position + 1 and len(self._waiting) < MOST_WAITING:
            self._take(event)
        elif event.sequence > self.position:
            self.news.set()

    async def fill_async(self) -> None:
        """Wait until all that is known here was told, an import as a whole; then read what could not be offered."""
        known = self._followed.head.last
        await self._dispatcher.wait_until_told_async(known)
        while self.position < known and len(self._waiting) < MOST_WAITING:
            events = await self._reader.read_after_async(self.position, READ_EVENTS)
            for event in events:
                if event.sequence > self.position:  # the others were offered while they were read
                    self._take(event)
            if not events:  # the log has lost its end: there is nothing to wait for
                return

    def next_batch(self, size: int, may_be_told: Callable[[int], bool]) -> list[RecordedEvent]:
        """The oldest event of each subject, of those whose sequence may be told now."""
        oldest: dict[str, RecordedEvent] = {}
        for event in self._waiting:
            oldest.setdefault(event.subject, event)
        return [event for event in oldest.values() if may_be_told(event.sequence)][:size]

    def settle(self, events: Sequence[RecordedEvent]) -> None:
        """Let go of events that are done or given up."""
        settled: Collection[int] = {event.sequence for event in events}
        for event in events:
            event.settle()
        self._waiting = [event for event in self._waiting if event.sequence not in settled]

    def _take(self, event: RecordedEvent) -> None:
        self._note_hole(event.sequence)
        self.position = event.sequence
        if self._consumer.wants(self._catalogue.type_of(event.short_type), event):
            self._waiting.append(event)
            self.news.set()

    def _note_hole(self, sequence: int) -> None:
        """Sequences have no gaps: what lies in one was let go by its age, and may have been wanted."""
        if sequence > self.position + 1 and self._consumer.wants_short_lived:
            first = self.missing[0] if self.missing else self.position + 1
            self.missing = first, sequence - 1
