"""ActiveWorkers: the workers that are refreshed, for whoever goes through all of them."""

from copy import copy

from application.turns import in_turns
from application.worker.fleet_view import FleetView
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_TURN = 1_000


class ActiveWorkers:
    """Made of what this process knows of the fleet: ten thousand documents would take a second to read.

    Whom somebody else changed a moment ago is found out at the commit, and loaded again.
    """

    def __init__(self, view: FleetView) -> None:
        self._view = view

    async def load_async(self) -> list[CMLWorker]:
        """Return every worker that has an instance and is neither terminated nor removed: the caller's own copies."""
        return [
            CMLWorker.from_state(copy(state))
            async for state in in_turns(list(self._view.workers()), WORKERS_PER_TURN)
            if state.active
        ]
