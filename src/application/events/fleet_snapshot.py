"""The fleet at one position of the log, as a stream tells it to a newcomer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.events.event_position import EventPosition
from application.events.worker_choice import EVERY_WORKER, WorkerChoice


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

    def snapshot(self, choice: WorkerChoice = EVERY_WORKER) -> FleetSnapshot:
        """Return the snapshot at `position`; one that names no workers is made once per position."""
