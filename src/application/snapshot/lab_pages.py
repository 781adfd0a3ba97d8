"""LabPages: the labs of one snapshot in pages."""

from collections.abc import Iterator, Mapping, Sequence

from application.events.event_position import EventPosition
from application.lab.lab_json import LabJson, SeenWorker
from application.snapshot.pages import page_json
from domain.lab.lab_record_state import LabRecordState


class LabPages:
    """Each page is made when somebody first asks for it, and kept for all others; `first` is the number of the first.

    What they are made of stands still: labs, and their workers, stay as they were when they were handed out. So any
    number of labs is noted at its position in one tick, and written in as many ticks as it has pages.
    """

    def __init__(
        self,
        json: LabJson,
        position: EventPosition,
        pages: Sequence[Sequence[LabRecordState]],
        workers: Mapping[str, SeenWorker],
        first: int,
    ) -> None:
        self._json = json
        self._position = position
        self._labs = pages
        self._workers = workers
        self._first = first
        self._made: list[bytes] = []

    def __len__(self) -> int:
        return len(self._labs)

    def __iter__(self) -> Iterator[bytes]:
        for number, labs in enumerate(self._labs):
            if number == len(self._made):
                self._made.append(self._page(number, labs))
            yield self._made[number]

    def _page(self, number: int, labs: Sequence[LabRecordState]) -> bytes:
        count = self._first - 1 + len(self._labs)
        items = (self._json.on_worker(self._workers[lab.worker_id], lab) for lab in labs)
        return page_json(self._position, self._first + number, count, b"labs", items)
