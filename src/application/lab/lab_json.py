"""Labs in JSON, made once per version and shared by every reply."""

import orjson
from pydantic import TypeAdapter

from application.clock import rfc3339
from application.lab.lab_dto import LabChangeDto, LabDto
from application.worker.fleet_view import FleetView
from domain.lab.lab_record_state import LabRecordState

CHANGES = TypeAdapter(list[LabChangeDto])


class LabJson:
    """Keeps each lab's own part; what changes without an event of the lab is put behind it."""

    def __init__(self, view: FleetView) -> None:
        self._view = view
        self._own_parts: dict[str, tuple[int, bytes]] = {}

    def of(self, lab: LabRecordState) -> bytes:
        """Return the lab as a LabReply."""
        version, own_part = self._own_parts.get(lab.id, (0, b""))
        if version != lab.state_version:
            own_part = LabDto.of(lab).model_dump_json().encode()[:-1]
            self._own_parts[lab.id] = lab.state_version, own_part
        return b'%b,"worker_name":%b,"last_seen_at":"%b"}' % (own_part, *self._behind(lab))

    def with_history(self, lab: LabRecordState) -> bytes:
        """Return the lab as a LabDetailsReply."""
        changes = [LabChangeDto.model_validate(change) for change in reversed(lab.history)]
        return b'%b,"history":%b}' % (self.of(lab)[:-1], CHANGES.dump_json(changes))

    def _behind(self, lab: LabRecordState) -> tuple[bytes, bytes]:
        worker = self._view.worker(lab.worker_id)
        seen_at = self._view.labs_seen_at(worker) if worker else None
        last_seen_at = max(lab.last_modified, seen_at or lab.last_modified)
        return orjson.dumps(worker.name if worker else ""), rfc3339(last_seen_at).encode()
