"""LabView: the labs of the fleet in memory, by the worker on which they are."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from application.events.followed_states import FollowedStates
from domain.lab.lab_events import LabDomainEvent
from domain.lab.lab_record_state import LabRecordState

KEPT = timedelta(days=1)


class LabView:
    """Follows the events of labs in every process; one that went a day ago is in its document alone."""

    def __init__(self) -> None:
        self._states = FollowedStates(lambda lab_id: LabRecordState(id=lab_id))
        self._by_worker: dict[str, dict[str, LabRecordState]] = {}
        self._removed: deque[tuple[datetime, str]] = deque()

    def load(self, labs: Iterable[LabRecordState]) -> None:
        """Begin with what the documents hold."""
        known = list(labs)
        self._states.load(known)
        self._by_worker.clear()
        for state in known:
            self._place(state)
        self._removed = deque(sorted((state.removed_at, state.id) for state in known if state.removed_at))

    def follow(self, event: LabDomainEvent) -> None:
        """Follow one event."""
        state = self._states.follow(event)
        self._place(state)
        if state.removed_at == event.created_at:
            self._removed.append((event.created_at, state.id))
        self._forget_before(event.created_at - KEPT)

    def lab(self, aggregate_id: str) -> LabRecordState | None:
        """One lab that is there."""
        state = self._states.get(aggregate_id)
        return state if state is not None and state.in_fleet else None

    def known(self, aggregate_id: str) -> LabRecordState | None:
        """One lab, also one that went."""
        return self._states.get(aggregate_id)

    def known_count(self) -> int:
        """How many labs are known, with those that went within the day."""
        return self._states.count()

    def labs_on(self, worker_id: str) -> Mapping[str, LabRecordState]:
        """The labs of one worker, by their ids; not to be changed by the caller."""
        return self._by_worker.get(worker_id, {})

    def worker_ids(self) -> list[str]:
        """The workers that have any."""
        return list(self._by_worker)

    def of(self, aggregate_ids: Iterable[str]) -> list[LabRecordState]:
        """The states of these, also of those that went; unknown ids are left out."""
        return self._states.of(aggregate_ids)

    def __iter__(self) -> Iterator[LabRecordState]:
        return (state for labs in self._by_worker.values() for state in labs.values())

    def _place(self, state: LabRecordState) -> None:
        labs = self._by_worker.setdefault(state.worker_id, {})
        if state.in_fleet:
            labs[state.id] = state
        else:
            labs.pop(state.id, None)
        if not labs:
            del self._by_worker[state.worker_id]

    def _forget_before(self, moment: datetime) -> None:
        while self._removed and self._removed[0][0] < moment:
            removed_at, aggregate_id = self._removed.popleft()
            state = self._states.get(aggregate_id)
            if state is not None and state.removed_at == removed_at:
                self._states.forget(aggregate_id)
