"""AudienceIndex: finds those who want to hear of an event without asking the others."""

from collections.abc import Iterable, Iterator

from application.events.recorded_event import RecordedEvent
from application.events.sse.audience import Audience
from application.events.sse.edition import Edition
from application.events.sse.event_filter import Dimension
from domain.events.event_category import EventCategory

Places = dict[tuple[str, EventCategory | None], set[Audience]]


class AudienceIndex:
    """The audiences by what narrows their filter most and by category: an event costs only those it concerns."""

    def __init__(self) -> None:
        self._by_edition: dict[Edition, Audience] = {}
        self._places: dict[Dimension, Places] = {}
        self._with_news: list[Audience] = []

    def join(self, edition: Edition, head: int, now: float = 0.0) -> Audience:
        """Return the audience of this edition with one member more; a new one hears what comes after `head`."""
        audience = self._by_edition.get(edition) or self._open(edition, head, now)
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
        for audience in self._found(event):
            if audience.edition.event_filter.passes(event):
                concerned = True
                if audience.tell(event):
                    self._with_news.append(audience)
        return concerned

    def take_with_news(self) -> Iterable[Audience]:
        """Return the audiences that were told something since the last call."""
        audiences, self._with_news = self._with_news, []
        return audiences

    def take_all(self) -> Iterable[Audience]:
        """Return every audience."""
        self._with_news = []
        return list(self._by_edition.values())

    def _found(self, event: RecordedEvent) -> Iterator[Audience]:
        for dimension, places in self._places.items():
            for value in _values(event, dimension):
                yield from places.get((value, event.category), ())
                yield from places.get((value, None), ())

    def _open(self, edition: Edition, head: int, now: float) -> Audience:
        audience = self._by_edition[edition] = Audience(edition, head, now)
        for dimension, value, category in edition.event_filter.index_keys():
            self._places.setdefault(dimension, {}).setdefault((value, category), set()).add(audience)
        return audience

    def _close(self, audience: Audience) -> None:
        del self._by_edition[audience.edition]
        for dimension, value, category in audience.edition.event_filter.index_keys():
            places = self._places[dimension]
            places[value, category].remove(audience)
            if not places[value, category]:
                del places[value, category]
            if not places:
                del self._places[dimension]


def _values(event: RecordedEvent, dimension: Dimension) -> Iterable[str]:
    if dimension is Dimension.WORKER:
        return () if event.worker_id is None else (event.worker_id,)
    if dimension is Dimension.SUBJECT:
        return (event.subject,)
    if dimension is Dimension.TAG:
        return event.labels.tags
    if dimension is Dimension.REGION:
        return event.labels.regions
    return ("",)
