"""FleetSnapshots: the fleet in memory, in pages for those who begin to listen."""

from collections.abc import Iterable
from itertools import chain

from application.events.event_position import EventPosition
from application.events.fleet_choice import EVERY_WORKER, FleetChoice
from application.events.fleet_snapshot import FleetSnapshot
from application.lab.lab_json import LabJson
from application.pieces import pieces_of
from application.snapshot.lab_pages import LabPages
from application.snapshot.pages import page_json
from application.worker.fleet_view import FleetView
from domain.worker.cml_worker_state import CMLWorkerState

SNAPSHOT_PAGE_WORKERS = 200
SNAPSHOT_PAGE_LABS = 500
KEPT_SNAPSHOTS = 32


class FleetSnapshots:
    """Makes one snapshot per position and choice, and shares it; who names workers gets one of its own."""

    def __init__(self, view: FleetView, labs: LabJson) -> None:
        self._view = view
        self._labs = labs

    @property
    def position(self) -> EventPosition:
        """The position of the newest event told."""
        return self._view.position

    def snapshot(self, choice: FleetChoice = EVERY_WORKER) -> FleetSnapshot:
        """Return the fleet at `position` in pages; one that names no workers is made once per position."""
        if choice.named_workers is not None:
            return self._made(choice, self._view.workers_of(choice.named_workers))
        shared = self._view.snapshots
        if choice not in shared:
            if len(shared) >= KEPT_SNAPSHOTS:
                shared.clear()
            shared[choice] = self._made(choice, self._view.workers())
        return shared[choice]

    def _made(self, choice: FleetChoice, workers: Iterable[CMLWorkerState]) -> FleetSnapshot:
        reached = list(filter(choice.reaches, workers))
        pages = list(pieces_of(list(filter(choice.admits, reached)), SNAPSHOT_PAGE_WORKERS)) or [[]]
        lab_pages = self._lab_pages(choice, reached, len(pages) + 1)
        count = len(pages) + len(lab_pages)
        worker_pages = [
            page_json(self.position, number, count, b"workers", map(self._view.json_of, page))
            for number, page in enumerate(pages, start=1)
        ]
        return FleetSnapshot(self.position, worker_pages, lab_pages)

    def _lab_pages(self, choice: FleetChoice, workers: Iterable[CMLWorkerState], first: int) -> LabPages:
        labs_on = self._view.labs.labs_on
        having_labs = [worker for worker in workers if labs_on(worker.id)] if choice.labs else []
        labs = chain.from_iterable(labs_on(worker.id).values() for worker in having_labs)
        seen = {worker.id: self._labs.seen(worker) for worker in having_labs}
        pages = list(pieces_of(list(filter(choice.admits, labs)), SNAPSHOT_PAGE_LABS))
        return LabPages(self._labs, self.position, pages, seen, first)
