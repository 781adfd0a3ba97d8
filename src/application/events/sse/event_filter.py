"""EventFilter: which events a client wants to hear of."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.events.recorded_event import RecordedEvent
from domain.events.event_category import EventCategory

IndexKey = tuple[str | None, EventCategory | None]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """An event passes when its worker is among `worker_ids` and its kind among the kinds.

    None for `worker_ids` lets every worker's events through, and those of no worker. The kinds are whole
    `categories` and single `short_types` with their category; None for `categories` lets every kind through.
    """

    worker_ids: frozenset[str] | None = None
    categories: frozenset[EventCategory] | None = None
    short_types: frozenset[tuple[EventCategory, str]] = frozenset()

    def passes(self, event: RecordedEvent) -> bool:
        """Whether `event` is wanted."""
        return (self.worker_ids is None or event.worker_id in self.worker_ids) and self.wants_kind(event)

    def wants_kind(self, event: RecordedEvent) -> bool:
        """Whether events of this kind are wanted, whoever they are about."""
        return (
            self.categories is None
            or event.category in self.categories
            or (event.category, event.short_type) in self.short_types
        )

    @property
    def touched_categories(self) -> frozenset[EventCategory]:
        """The categories of which any event may pass."""
        if self.categories is None:
            return frozenset(EventCategory)
        return self.categories | {category for category, _ in self.short_types}

    def index_keys(self) -> Iterator[IndexKey]:
        """The (worker, category) pairs to be found under, None for any; one event meets one of them at most."""
        categories = (None,) if self.categories is None else self.touched_categories
        for worker_id in (None,) if self.worker_ids is None else self.worker_ids:
            for category in categories:
                yield worker_id, category
