"""Which events a client asks for: the same for the stream and for the log."""

import re
from collections.abc import Mapping

from starlette.requests import HTTPConnection

from application.events.filter_words import filter_of
from application.events.sse.event_filter import EventFilter
from domain.events.event_category import EventCategory
from domain.webhook.filter_words import FilterWords

FILTERS = ("worker_ids", "event_types", "regions", "tags", "subjects")
_COMMA = re.compile(r"(?<!\\),")


def read_filter(request: HTTPConnection, short_types: Mapping[str, EventCategory]) -> EventFilter:
    """Read the filters; one that is missing or empty lets everything through. Each may be given several times.

    InvalidRequestError for a type that is not among `short_types` and for a tag without a colon.
    """
    return filter_of(FilterWords(**{name: _words(request, name) for name in FILTERS}), short_types)


def _words(request: HTTPConnection, name: str) -> tuple[str, ...]:
    """Split at commas; one that belongs to a word stands behind a backslash."""
    parts = (part.strip() for text in request.query_params.getlist(name) for part in _COMMA.split(text))
    return tuple(part.replace("\\,", ",") for part in parts if part)
