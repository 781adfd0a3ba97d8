"""Labs in JSON, made once per version and shared by every reply and snapshot."""

from datetime import datetime
from typing import NamedTuple

import orjson
from pydantic import TypeAdapter

from application.clock import rfc3339
from application.lab.lab_dto import LabChangeDto, LabDto
from application.worker.fleet_view import FleetView
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState

CHANGES = TypeAdapter(list[LabChangeDto])
NO_WORKER = CMLWorkerState(id="")
SPARE_PARTS = 1_000
"""Parts of labs that are known no more are let go when so many more parts are kept than labs are known."""


class SeenWorker(NamedTuple):
    """What the JSON of a lab takes from its worker: the name, and when its labs were last read."""

    worker: CMLWorkerState
    labs_seen_at: datetime | None


class LabJson:
    """Keeps each lab's own part; what changes without an event of the lab is put behind it."""

    def __init__(self, view: FleetView) -> None:
        self._view = view
        self._own_parts: dict[str, tuple[int, bytes]] = {}

    def of(self, lab: LabRecordState) -> bytes:
        """Return the lab as a LabReply, as its worker is now."""
        worker = self._view.worker(lab.worker_id) or NO_WORKER
        return self.on_worker(self.seen(worker), lab)

    def seen(self, worker: CMLWorkerState) -> SeenWorker:
        """Return a worker as it is now: what its labs are shown with stands still from then on."""
        return SeenWorker(worker, self._view.labs_seen_at(worker))

    def on_worker(self, seen: SeenWorker, lab: LabRecordState) -> bytes:
        """Return the lab as a LabReply, on its worker as that was seen."""
        version, own_part = self._own_parts.get(lab.id, (0, b""))
        if version != lab.state_version:
            own_part = LabDto.of(lab).model_dump_json().encode()[:-1]
            self._forget_gone()
            self._own_parts[lab.id] = lab.state_version, own_part
        name = orjson.dumps(seen.worker.name)
        last_seen_at = max(lab.last_modified, seen.labs_seen_at or lab.last_modified)
        return b'%b,"worker_name":%b,"last_seen_at":"%b"}' % (own_part, name, rfc3339(last_seen_at).encode())

    def with_history(self, lab: LabRecordState) -> bytes:
        """Return the lab as a LabDetailsReply."""
        changes = [LabChangeDto.model_validate(change) for change in reversed(lab.history)]
        return b'%b,"history":%b}' % (self.of(lab)[:-1], CHANGES.dump_json(changes))

    def _forget_gone(self) -> None:
        parts, labs = self._own_parts, self._view.labs
        if len(parts) >= labs.known_count() + SPARE_PARTS:
            self._own_parts = {lab_id: part for lab_id, part in parts.items() if labs.known(lab_id)}
