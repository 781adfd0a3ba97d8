"""The root of every aggregate of the fleet: what changes a state is an event, and nothing else."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Generic, Self, TypeVar

from neuroglia.data.abstractions import AggregateRoot, AggregateState

from domain.errors import PreconditionFailedError
from domain.events.fleet_event import FleetEvent

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class FleetAggregateState(AggregateState[str]):
    """The state of an aggregate. `state_version` counts the events it was made from."""

    id: str
    state_version: int
    created_at: datetime
    last_modified: datetime

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says; TypeError for an event that does not happen to such an aggregate."""
        raise NotImplementedError


TState = TypeVar("TState", bound=FleetAggregateState)


class FleetAggregate(AggregateRoot[TState, str], Generic[TState]):
    """Raises events and applies each to its state at once, so that every decision sees the ones before it."""

    @classmethod
    def from_state(cls, state: TState) -> Self:
        """Return the aggregate that `state` was saved from, without pending events."""
        aggregate = cls.__new__(cls)
        aggregate.state = state
        aggregate._pending_events = []  # noqa: SLF001  # this class, before its own constructor
        return aggregate

    @property
    def aggregate_id(self) -> str:
        """The id, which is also the subject of its CloudEvents."""
        return self.state.id

    @property
    def pending_events(self) -> list[FleetEvent]:
        """The events raised since the aggregate was loaded or committed, oldest first."""
        return self._pending_events  # type: ignore[return-value]  # neuroglia types them by their base class

    @property
    def base_version(self) -> int:
        """The version the aggregate had when it was loaded: what a commit builds on."""
        return self.state.state_version - len(self._pending_events)

    def require_version(self, expected: Collection[int] | None) -> None:
        """Raise PreconditionFailedError unless what is saved is at one of the `expected` versions; None = any."""
        if expected is not None and self.base_version not in expected:
            raise PreconditionFailedError(self.base_version)

    def clear_pending_events(self) -> None:
        """Forget the pending events: they are saved."""
        self._pending_events.clear()

    def raise_event(self, event_type: type[FleetEvent], at: datetime, **data: object) -> None:
        """Make an event of `data` that happened `at`, apply it to the state and keep it for the commit."""
        event = event_type(
            aggregate_id=self.state.id,
            created_at=at,
            aggregate_version=self.state.state_version + 1,
            **data,  # each event class states its own fields
        )
        self._pending_events.append(event)
        self.state.on(event)
        self.state.state_version = event.aggregate_version
