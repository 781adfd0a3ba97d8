"""Workers in JSON, made once per version and shared by every reply and snapshot."""

from application.worker.fleet_freshness import FleetFreshness
from application.worker.worker_dto import WorkerDto
from domain.worker.cml_worker_state import CMLWorkerState


class WorkerJson:
    """Keeps each worker's own part; the times per source change with every cycle and are put behind it."""

    def __init__(self) -> None:
        self._own_part: dict[str, bytes] = {}

    def forget(self, worker_id: str) -> None:
        """The worker has changed."""
        self._own_part.pop(worker_id, None)

    def of(self, state: CMLWorkerState, freshness: FleetFreshness) -> bytes:
        """Return the worker as a WorkerReply."""
        own_part = self._own_part.get(state.id)
        if own_part is None:
            own_part = self._own_part[state.id] = WorkerDto.of(state).model_dump_json().encode()[:-1]
        return b'%b,"as_of":%b}' % (own_part, freshness.as_of_json(state.scope))
