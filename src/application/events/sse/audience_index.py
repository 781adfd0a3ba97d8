"""AudienceIndex: finds those who want to hear of an event without asking the others."""

from collections.abc import Iterable

from application.events.recorded_event import RecordedEvent
from application.events.sse.audience import Audience
from application.events.sse.event_filter import EventFilter, IndexKey


class AudienceIndex:
    """The audiences by (worker, category), so that an event costs only those it concerns."""

    def __init__(self) -> None:
        self._by_filter: dict[EventFilter, Audience] = {}
        self._by_key: dict[IndexKey, set[Audience]] = {}
        self._with_news: list[Audience] = []

    def join(self, event_filter: EventFilter, head: int) -> Audience:
        """Return the audience of this filter with one member more; a new one hears what comes after `head`."""
        audience = self._by_filter.get(event_filter) or self._open(event_filter, head)
        audience.members += 1
        return audience

    def leave(self, audience: Audience) -> None:
        """Take one member away, and the audience with the last."""
        audience.members -= 1
        if not audience.members:
            self._close(audience)

    def tell(self, event: RecordedEvent) -> bool:
        """Tell all audiences that `event` concerns; whether there are any."""
        concerned = False
        worker_id, category = event.worker_id, event.category
        for key in {(worker_id, category), (worker_id, None), (None, category), (None, None)}:
            for audience in self._by_key.get(key, ()):
                concerned |= self._tell(audience, event)
        return concerned

    def take_with_news(self) -> Iterable[Audience]:
        """Return the audiences that were told something since the last call."""
        audiences, self._with_news = self._with_news, []
        return audiences

    def take_all(self) -> Iterable[Audience]:
        """Return every audience."""
        self._with_news = []
        return list(self._by_filter.values())

    def _tell(self, audience: Audience, event: RecordedEvent) -> bool:
        if audience.event_filter.short_types and not audience.event_filter.wants_kind(event):
            return False
        if audience.tell(event):
            self._with_news.append(audience)
        return True

    def _open(self, event_filter: EventFilter, head: int) -> Audience:
        audience = self._by_filter[event_filter] = Audience(event_filter, head)
        for key in event_filter.index_keys():
            self._by_key.setdefault(key, set()).add(audience)
        return audience

    def _close(self, audience: Audience) -> None:
        del self._by_filter[audience.event_filter]
        for key in audience.event_filter.index_keys():
            self._by_key[key].remove(audience)
            if not self._by_key[key]:
                del self._by_key[key]
