"""A page of events in JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from application.events.list_events_query import EventPage
from application.events.recorded_event import RecordedEvent


class EventReply(BaseModel):
    """An event's id in the log, and its CloudEvent."""

    id: str
    event: Mapping[str, Any]


class EventPageReply(BaseModel):
    """Events in order. Ask on after `next`; nothing after `floor` is missing; `head` is the end of the log."""

    items: Sequence[EventReply]
    next: str
    floor: str
    head: str


def page_json(page: EventPage) -> bytes:
    """Write a page; each event's JSON was made once for all who ask."""
    items = b",".join(map(_item, page.items))
    ends = tuple(str(position).encode() for position in (page.next, page.floor, page.head))
    return b'{"items":[%b],"next":"%b","floor":"%b","head":"%b"}' % (items, *ends)


def _item(event: RecordedEvent) -> bytes:
    return b'{"id":"%b","event":%b}' % (str(event.position).encode(), event.json)
