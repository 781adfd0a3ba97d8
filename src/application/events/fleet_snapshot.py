"""The fleet at one position of the log, as a stream tells it to a newcomer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from application.events.event_position import EventPosition
from application.events.fleet_choice import EVERY_WORKER, FleetChoice


@dataclass(frozen=True, slots=True)
class FleetSnapshot:
    """All that follows from the events up to `position`, and nothing of the later ones.

    Each page is a JSON object {"position", "page", "pages", "workers": [...]}, at least one page; behind them, where
    labs were chosen, come pages with "labs" instead of "workers", each made when it is first asked for.
    """

    position: EventPosition
    worker_pages: Sequence[bytes]
    lab_pages: Iterable[bytes] = ()

    @property
    def pages(self) -> Iterator[bytes]:
        """All pages, in order. To step on makes one page at most."""
        yield from self.worker_pages
        yield from self.lab_pages


class SnapshotSource(Protocol):
    """Whoever holds the fleet as the events told so far make it. Both methods answer within the tick."""

    @property
    def position(self) -> EventPosition:
        """The position of the newest event told: what has been published on the bus is in the snapshot."""

    def snapshot(self, choice: FleetChoice = EVERY_WORKER) -> FleetSnapshot:
        """Return the snapshot at `position`; one that names no workers is made once per position."""
