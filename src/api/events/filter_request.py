"""Which events a client asks for: the same for the stream and for the log."""

import re
from collections.abc import Iterator, Mapping

from starlette.requests import HTTPConnection

from application.events.sse.event_filter import EventFilter
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory

FILTERS = ("worker_ids", "event_types", "regions", "tags", "subjects")
_CATEGORIES = frozenset(EventCategory) - {EventCategory.UNKNOWN}
_ALIASES = {"metrics": EventCategory.TELEMETRY}
_COMMA = re.compile(r"(?<!\\),")


def read_filter(request: HTTPConnection, short_types: Mapping[str, EventCategory]) -> EventFilter:
    """Read the filters; one that is missing or empty lets everything through. Each may be given several times.

    InvalidRequestError for a type that is not among `short_types` and for a tag without a colon.
    """
    categories, kinds = _event_types(frozenset(_words(request, "event_types")), short_types)
    return EventFilter(
        worker_ids=frozenset(_words(request, "worker_ids")) or None,
        categories=categories,
        short_types=kinds,
        regions=frozenset(_words(request, "regions")) or None,
        tags=frozenset(map(_tag, _words(request, "tags"))),
        subjects=frozenset(_words(request, "subjects")) or None,
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


def _words(request: HTTPConnection, name: str) -> Iterator[str]:
    """Split at commas; one that belongs to a word stands behind a backslash."""
    for text in request.query_params.getlist(name):
        yield from (word.replace("\\,", ",") for part in _COMMA.split(text) if (word := part.strip()))
