"""The fleet at one position of the log, as a stream tells it to a newcomer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from application.events.event_position import EventPosition


@dataclass(frozen=True, slots=True)
class FleetSnapshot:
    """All that follows from the events up to `position`, and nothing of the later ones.

    Each page is a JSON object {"position", "page", "pages", "workers": [...]}, at least one page.
    """

    position: EventPosition
    pages: Sequence[bytes]


class SnapshotSource(Protocol):
    """Whoever holds the fleet as the events told so far make it. Both methods answer within the tick."""

    @property
    def position(self) -> EventPosition:
        """The position of the newest event told: what has been published on the bus is in the snapshot."""

    def snapshot(self, worker_ids: Collection[str] | None = None) -> FleetSnapshot:
        """Return the snapshot at `position`; the one of the whole fleet is made once per position."""
