"""Long lists in pieces: what one call, one write or one turn of the event loop takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def pieces_of(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield `items` in pieces of `size`, the last of which may be smaller."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]
