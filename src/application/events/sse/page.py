"""Page: what is written to a client in one go, and where that brings it."""

from collections.abc import Iterable
from typing import NamedTuple

from application.events.recorded_event import RecordedEvent


class Page(NamedTuple):
    """`chunk` holds all that passes the client's filter up to `cursor`, a sequence of the log.

    `owed_until` is the sequence up to which the client is served without coalescing, because it was waiting
    when these events came; 0 when it was not.
    """

    chunk: bytes
    cursor: int
    owed_until: int = 0


def joined_frames(events: Iterable[RecordedEvent]) -> bytes:
    """Return the frames of `events` in one piece."""
    return b"".join([event.frame for event in events])
