"""How a snapshot is cut into pages, and how a page is written."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from application.events.event_position import EventPosition

Item = TypeVar("Item")


def cut(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return `items` in pieces of `size`, the last of which may be smaller."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def page_json(position: EventPosition, number: int, count: int, kind: bytes, items: Iterable[bytes]) -> bytes:
    """Write page `number` of `count`: `items`, each in JSON, under the name of their `kind`."""
    return b'{"position":"%b","page":%d,"pages":%d,"%b":[%b]}' % (
        str(position).encode(),
        number,
        count,
        kind,
        b",".join(items),
    )
