"""How a page of a snapshot is written."""

from collections.abc import Iterable

from application.events.event_position import EventPosition


def page_json(position: EventPosition, number: int, count: int, kind: bytes, items: Iterable[bytes]) -> bytes:
    """Write page `number` of `count`: `items`, each in JSON, under the name of their `kind`."""
    return b'{"position":"%b","page":%d,"pages":%d,"%b":[%b]}' % (
        str(position).encode(),
        number,
        count,
        kind,
        b",".join(items),
    )
