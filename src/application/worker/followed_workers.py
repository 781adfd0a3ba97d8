"""The workers in memory: those of the fleet, and those who have left it."""

from collections.abc import Collection, Iterable

from application.events.followed_states import FollowedStates
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker_state import CMLWorkerState


class FollowedWorkers(FollowedStates[CMLWorkerState]):
    """Who has left is known apart: whoever wants all of the fleet does not look at each of them."""

    def __init__(self) -> None:
        super().__init__(lambda worker_id: CMLWorkerState(id=worker_id))
        self._left: set[str] = set()

    def load(self, states: Iterable[CMLWorkerState]) -> None:
        """Begin with what documents hold."""
        known = list(states)
        super().load(known)
        self._left = {state.id for state in known if state.removed}

    def follow(self, event: FleetEvent) -> CMLWorkerState:
        """Return the worker after `event`."""
        state = super().follow(event)
        if state.removed:
            self._left.add(state.id)
        return state

    def present(self) -> Collection[CMLWorkerState]:
        """Those of the fleet, also terminated ones."""
        if not self._left:
            return self._states.values()
        return [state for worker_id, state in self._states.items() if worker_id not in self._left]
