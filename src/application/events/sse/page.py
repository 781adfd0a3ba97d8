"""Page: what is written to a client in one go, and where that brings it."""

from typing import NamedTuple


class Page(NamedTuple):
    """`chunk` holds all that passes the client's filter up to `cursor`, a sequence of the log.

    `owed_until` is the sequence up to which the client is served without coalescing, because it was waiting
    when these events came; 0 when it was not. `events` are in the chunk; `dropped` were left out for newer ones.
    """

    chunk: bytes
    cursor: int
    owed_until: int = 0
    events: int = 0
    dropped: int = 0
