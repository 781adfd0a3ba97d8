"""From the words of a filter to the filter: the same for the stream, the log and webhooks."""

from collections.abc import Mapping

from application.events.sse.event_filter import EventFilter
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory
from domain.webhook.filter_words import FilterWords

_CATEGORIES = frozenset(EventCategory) - {EventCategory.UNKNOWN}
_ALIASES = {"metrics": EventCategory.TELEMETRY}


def filter_of(words: FilterWords, short_types: Mapping[str, EventCategory]) -> EventFilter:
    """InvalidRequestError for a type that is not among `short_types` and for a tag without a colon."""
    categories, kinds = _event_types(frozenset(words.event_types), short_types)
    return EventFilter(
        worker_ids=frozenset(words.worker_ids) or None,
        categories=categories,
        short_types=kinds,
        regions=frozenset(words.regions) or None,
        tags=frozenset(map(_tag, words.tags)),
        subjects=frozenset(words.subjects) or None,
    )


def _event_types(
    words: frozenset[str], short_types: Mapping[str, EventCategory]
) -> tuple[frozenset[EventCategory] | None, frozenset[tuple[EventCategory, str]]]:
    if not words:
        return None, frozenset()
    categories = frozenset(category for word in words if (category := _category(word)))
    kinds = frozenset(_kind(word, short_types) for word in words if not _category(word))
    return categories, frozenset(kind for kind in kinds if kind[0] not in categories)


def _category(word: str) -> EventCategory | None:
    return _ALIASES.get(word) or next((category for category in _CATEGORIES if category == word), None)


def _kind(word: str, short_types: Mapping[str, EventCategory]) -> tuple[EventCategory, str]:
    if word not in short_types:
        known = [*sorted([*_CATEGORIES, *_ALIASES]), *sorted(short_types)]
        raise InvalidRequestError(f"known event types: {', '.join(known)}", "event_types", code="unknown_event_type")
    return short_types[word], word


def _tag(word: str) -> str:
    if ":" not in word:
        raise InvalidRequestError("a tag looks like KEY:VALUE, for example course:ccnp", "tags", code="invalid_tag")
    return word
