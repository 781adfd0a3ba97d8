"""EventFilter: which events a client wants to hear of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from application.events.fleet_choice import FleetChoice
from application.events.recorded_event import RecordedEvent
from domain.events.event_category import EventCategory


class Dimension(Enum):
    """What events can be found by, the narrowest first."""

    WORKER = auto()
    SUBJECT = auto()
    TAG = auto()
    REGION = auto()
    ANY = auto()


class IndexKey(NamedTuple):
    """A place in the index; `value` is one worker, subject, tag or region; None stands for any category."""

    dimension: Dimension
    value: str
    category: EventCategory | None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """An event passes when it is about what is named and its kind is among the kinds.

    None for `worker_ids`, `subjects` or `regions` lets all through, also events that have none. All of `tags`
    (`KEY:VALUE`) must be there. The kinds are whole `categories` and single `short_types` with their category;
    None for `categories` lets every kind through.
    """

    worker_ids: frozenset[str] | None = None
    categories: frozenset[EventCategory] | None = None
    short_types: frozenset[tuple[EventCategory, str]] = frozenset()
    regions: frozenset[str] | None = None
    tags: frozenset[str] = frozenset()
    subjects: frozenset[str] | None = None

    def passes(self, event: RecordedEvent) -> bool:
        """Whether `event` is wanted."""
        return (
            (self.worker_ids is None or event.worker_id in self.worker_ids)
            and (self.subjects is None or event.subject in self.subjects)
            and (self.regions is None or not self.regions.isdisjoint(event.labels.regions))
            and self.tags <= event.labels.tags
            and self.wants_kind(event)
        )

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

    @property
    def fleet_choice(self) -> FleetChoice:
        """What of the fleet it is about: workers, and labs where events of labs may pass."""
        labs = EventCategory.LAB in self.touched_categories
        return FleetChoice(self.worker_ids, self.regions, self.tags, self.subjects, labs)

    def in_words(self) -> str:
        """What is wanted, as people read it."""
        kinds = [*(self.categories or ()), *(short_type for _, short_type in self.short_types)]
        named = {
            "workers": self.worker_ids,
            "types": kinds,
            "regions": self.regions,
            "tags": self.tags,
            "subjects": self.subjects,
        }
        return (
            "; ".join(f"{name} {', '.join(sorted(values))}" for name, values in named.items() if values) or "everything"
        )

    def index_keys(self) -> Iterator[IndexKey]:
        """Where it is found: by what narrows it most. An event that meets none of them does not pass."""
        categories = (None,) if self.categories is None else self.touched_categories
        dimension, values = self._narrowest()
        for value in values:
            for category in categories:
                yield IndexKey(dimension, value, category)

    def _narrowest(self) -> tuple[Dimension, frozenset[str]]:
        if self.worker_ids is not None:
            return Dimension.WORKER, self.worker_ids
        if self.subjects is not None:
            return Dimension.SUBJECT, self.subjects
        if self.tags:
            return Dimension.TAG, frozenset({min(self.tags)})
        if self.regions is not None:
            return Dimension.REGION, self.regions
        return Dimension.ANY, frozenset({""})


EVERY_EVENT = EventFilter()
