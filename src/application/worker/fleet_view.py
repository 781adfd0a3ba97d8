"""FleetView: the fleet in memory, as the events told so far make it."""

from collections.abc import Iterable, Iterator

from application.events.event_position import EventPosition
from application.events.fleet_snapshot import FleetSnapshot
from application.events.fleet_states import FleetStates
from application.events.recorded_event import RecordedEvent
from application.events.worker_choice import EVERY_WORKER, WorkerChoice
from application.worker.fleet_freshness import FleetFreshness
from application.worker.worker_json import WorkerJson
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_events import WorkerDomainEvent

SNAPSHOT_PAGE_WORKERS = 200
KEPT_SNAPSHOTS = 32


class FleetView(FleetStates):
    """Every query and snapshot of this process reads here, exactly at `position`: no gap, no double.

    It follows from the log alone: loaded once from the documents, then changed by each event as it is told.
    """

    def __init__(self) -> None:
        self._workers: dict[str, CMLWorkerState] = {}
        self._json = WorkerJson()
        self._snapshots: dict[WorkerChoice, FleetSnapshot] = {}
        self.freshness = FleetFreshness()
        self.position = EventPosition("", 0)

    def load(
        self,
        workers: Iterable[CMLWorkerState],
        refreshes: Iterable[FleetRefreshCompletedDomainEvent],
        position: EventPosition,
    ) -> None:
        """Begin with what the documents hold; they may be ahead of `position`, never of the log."""
        self._workers = {state.id: state for state in workers}
        for refresh in refreshes:
            self.freshness.record(refresh)
        self.position = position

    def apply(self, recorded: RecordedEvent) -> None:
        """Follow one event; one that a worker already holds changes nothing."""
        event = recorded.domain_event
        if isinstance(event, WorkerDomainEvent):
            self._follow(event)
        elif isinstance(event, FleetRefreshCompletedDomainEvent):
            self.freshness.record(event)
        self.position = max(self.position, recorded.position, key=lambda position: position.sequence)
        self._snapshots.clear()

    def _follow(self, event: WorkerDomainEvent) -> None:
        state = self._workers.setdefault(event.aggregate_id, CMLWorkerState(id=event.aggregate_id))
        if event.aggregate_version > state.state_version:
            state.on(event)
            state.state_version = event.aggregate_version

    def workers(self) -> Iterator[CMLWorkerState]:
        """Every worker of the fleet, also terminated ones; not to be changed by the caller."""
        return (state for state in self._workers.values() if not state.removed)

    def worker(self, worker_id: str) -> CMLWorkerState | None:
        """One worker of the fleet."""
        state = self._workers.get(worker_id)
        return None if state is None or state.removed else state

    def states_of(self, worker_ids: Iterable[str]) -> list[CMLWorkerState]:
        """The states of these workers, also of removed ones; unknown ids are left out."""
        return [self._workers[worker_id] for worker_id in worker_ids if worker_id in self._workers]

    def json_of(self, state: CMLWorkerState) -> bytes:
        """A worker in JSON (WorkerReply), made once per version."""
        return self._json.of(state, self.freshness)

    def snapshot(self, choice: WorkerChoice = EVERY_WORKER) -> FleetSnapshot:
        """Return the fleet at `position` in pages; one that names no workers is made once per position."""
        if choice.worker_ids is not None:
            return self._paged(list(filter(choice.admits, self.states_of(choice.worker_ids))))
        if choice not in self._snapshots:
            if len(self._snapshots) >= KEPT_SNAPSHOTS:
                self._snapshots.clear()
            self._snapshots[choice] = self._paged(list(filter(choice.admits, self._workers.values())))
        return self._snapshots[choice]

    def _paged(self, states: list[CMLWorkerState]) -> FleetSnapshot:
        count = max(1, -(-len(states) // SNAPSHOT_PAGE_WORKERS))
        pages = [states[n * SNAPSHOT_PAGE_WORKERS : (n + 1) * SNAPSHOT_PAGE_WORKERS] for n in range(count)]
        return FleetSnapshot(
            self.position,
            [
                b'{"position":"%b","page":%d,"pages":%d,"workers":[%b]}'
                % (str(self.position).encode(), number, count, b",".join(map(self.json_of, page)))
                for number, page in enumerate(pages, start=1)
            ],
        )
