"""What a client of the stream asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from application.events.sse.event_filter import EventFilter
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory

_KNOWN_PARAMETERS = frozenset({"worker_ids", "event_types", "snapshot", "last_event_id"})
_CATEGORIES = frozenset(EventCategory) - {EventCategory.UNKNOWN}
_ALIASES = {"metrics": EventCategory.TELEMETRY}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class SSERequest:
    """`last_event_id` as the client sent it, not yet looked at; None when it wants to begin now."""

    event_filter: EventFilter
    last_event_id: str | None
    snapshot: bool

    @classmethod
    def read(cls, request: HTTPConnection, short_types: Mapping[str, EventCategory]) -> "SSERequest":
        """Read the query and the header; `short_types` are the known ones. InvalidRequestError names the parameter.

        The header wins over the parameter: a browser that comes back sends it with the address it began with.
        """
        for name in request.query_params:
            if name not in _KNOWN_PARAMETERS:
                raise InvalidRequestError(f"known parameters: {', '.join(sorted(_KNOWN_PARAMETERS))}", "query")
        last_event_id = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
        return cls(read_filter(request, short_types), last_event_id or None, _flag(request, "snapshot"))


def read_filter(request: HTTPConnection, short_types: Mapping[str, EventCategory]) -> EventFilter:
    """Read `worker_ids` and `event_types`; one that is missing or empty lets everything through."""
    worker_ids = frozenset(_words(request, "worker_ids"))
    event_types = frozenset(_words(request, "event_types"))
    if not event_types:
        return EventFilter(worker_ids or None)
    categories = frozenset(category for word in event_types if (category := _category(word)))
    kinds = frozenset(_kind(word, short_types) for word in event_types if not _category(word))
    return EventFilter(worker_ids or None, categories, frozenset(kind for kind in kinds if kind[0] not in categories))


def _category(word: str) -> EventCategory | None:
    return _ALIASES.get(word) or next((category for category in _CATEGORIES if category == word), None)


def _kind(word: str, short_types: Mapping[str, EventCategory]) -> tuple[EventCategory, str]:
    if word not in short_types:
        known = [*sorted([*_CATEGORIES, *_ALIASES]), *sorted(short_types)]
        raise InvalidRequestError(f"known event types: {', '.join(known)}", "event_types", code="unknown_event_type")
    return short_types[word], word


def _words(request: HTTPConnection, name: str) -> Iterator[str]:
    for text in request.query_params.getlist(name):
        yield from filter(None, map(str.strip, text.split(",")))


def _flag(request: HTTPConnection, name: str) -> bool:
    text = request.query_params.get(name, "false").lower()
    if text not in _BOOLEANS:
        raise InvalidRequestError(f"{name} is true or false", name)
    return _BOOLEANS[text]
