"""Workers in JSON, made once per version and shared by every reply and snapshot."""

from application.worker.fleet_freshness import FleetFreshness
from application.worker.worker_dto import WorkerDto
from domain.worker.cml_worker_state import CMLWorkerState


class WorkerJson:
    """Keeps each worker's own part; the times per source change with every cycle and are put behind it."""

    def __init__(self) -> None:
        self._own_parts: dict[str, tuple[int, bytes]] = {}

    def of(self, state: CMLWorkerState, freshness: FleetFreshness) -> bytes:
        """Return the worker as a WorkerReply."""
        version, own_part = self._own_parts.get(state.id, (0, b""))
        if version != state.state_version:
            own_part = WorkerDto.of(state).model_dump_json().encode()[:-1]
            self._own_parts[state.id] = state.state_version, own_part
        return b'%b,"as_of":%b}' % (own_part, freshness.as_of_json(state.scope))
