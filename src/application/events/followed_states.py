"""The states of one kind of aggregate, as the events told so far make them."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Generic, TypeVar

from domain.aggregate import FleetAggregateState
from domain.events.fleet_event import FleetEvent

TState = TypeVar("TState", bound=FleetAggregateState)


class FollowedStates(Generic[TState]):
    """States by aggregate id. `unborn` makes the state of an aggregate to which nothing has happened yet.

    Each event makes a new state: one that was handed out stays as it was.
    """

    def __init__(self, unborn: Callable[[str], TState]) -> None:
        self._unborn = unborn
        self._states: dict[str, TState] = {}

    def load(self, states: Iterable[TState]) -> None:
        """Begin with what documents hold; they may be ahead of the events told."""
        self._states = {state.id: state for state in states}

    def follow(self, event: FleetEvent) -> TState:
        """Return the state after `event`; it is the one there was when that holds the event already."""
        state = self._states.get(event.aggregate_id) or self._unborn(event.aggregate_id)
        if event.aggregate_version > state.state_version:
            state = copy(state)
            state.on(event)
            state.state_version = event.aggregate_version
        self._states[event.aggregate_id] = state
        return state

    def forget(self, aggregate_id: str) -> None:
        """Keep the state of this aggregate no longer."""
        self._states.pop(aggregate_id, None)

    def get(self, aggregate_id: str) -> TState | None:
        """Return one state."""
        return self._states.get(aggregate_id)

    def of(self, aggregate_ids: Iterable[str]) -> list[TState]:
        """Return the states of these; unknown ids are left out."""
        return [self._states[aggregate_id] for aggregate_id in aggregate_ids if aggregate_id in self._states]

    def count(self) -> int:
        """How many there are."""
        return len(self._states)

    def __iter__(self) -> Iterator[TState]:
        return iter(self._states.values())
