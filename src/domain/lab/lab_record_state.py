"""What is known of one lab: made from its events and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

from domain.aggregate import NEVER, FleetAggregateState
from domain.cml.lab_state import LabState
from domain.events.fleet_event import FleetEvent
from domain.lab import lab_events as events

KEPT_CHANGES = 50
TIMES = frozenset({"lab_created_at", "lab_modified_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LabChange:
    """One entry of a lab's history: the short type of what happened, and the values before and after, as JSON."""

    at: datetime
    event: str
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class LabRecordState(FleetAggregateState):
    """One lab. `created_at` is when it was first seen here, `last_modified` when it was last told otherwise.

    `history` holds the last `KEPT_CHANGES` changes, the oldest first. A lab with `removed_at` is not shown.
    """

    id: str = ""
    state_version: int = 0
    created_at: datetime = NEVER
    last_modified: datetime = NEVER
    removed_at: datetime | None = None

    title: str = ""
    description: str = ""
    owner: str = ""
    state: LabState = LabState.UNKNOWN
    node_count: int = 0
    running_nodes: int = 0
    link_count: int | None = None
    groups: tuple[str, ...] = ()
    lab_created_at: datetime | None = None
    lab_modified_at: datetime | None = None
    history: tuple[LabChange, ...] = ()

    @property
    def worker_id(self) -> str:
        """The worker on which it is."""
        return self.id.partition("/")[0]

    @property
    def lab_id(self) -> str:
        """Its id on that worker's controller."""
        return self.id.partition("/")[2]

    @property
    def in_fleet(self) -> bool:
        """Whether it was discovered and not removed since."""
        return self.state_version > 0 and self.removed_at is None

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says."""
        change = self._on(event)
        self.history = (*self.history[1 - KEPT_CHANGES :], change)
        self.last_modified = event.created_at

    @singledispatchmethod
    def _on(self, event: FleetEvent) -> LabChange:
        raise TypeError(f"a lab's state cannot follow from {type(event).__name__}")

    @_on.register
    def _(self, event: events.LabDiscoveredDomainEvent) -> LabChange:
        self.id, self.created_at, self.removed_at = event.aggregate_id, event.created_at, None
        self.title, self.description, self.owner = event.title, event.description, event.owner
        self.state, self.groups = event.state, tuple(event.groups)
        self.node_count, self.running_nodes, self.link_count = event.node_count, event.running_nodes, event.link_count
        self.lab_created_at, self.lab_modified_at = event.lab_created_at, event.lab_modified_at
        return LabChange(
            at=event.created_at, event=event.short_type, new={"title": event.title, "state": event.state.value}
        )

    @_on.register
    def _(self, event: events.LabStateChangedDomainEvent) -> LabChange:
        self.state = event.new_state
        old, new = {"state": event.old_state.value}, {"state": event.new_state.value}
        return LabChange(at=event.created_at, event=event.short_type, old=old, new=new)

    @_on.register
    def _(self, event: events.LabChangedDomainEvent) -> LabChange:
        for name, value in event.new_values.items():
            setattr(self, name, _read(name, value))
        return LabChange(at=event.created_at, event=event.short_type, old=event.old_values, new=event.new_values)

    @_on.register
    def _(self, event: events.LabRemovedDomainEvent) -> LabChange:
        self.removed_at = event.created_at
        return LabChange(at=event.created_at, event=event.short_type, new={"reason": event.reason.value})


def _read(name: str, value: Any) -> Any:
    """Make a field's value of what JSON holds of it."""
    if name in TIMES:
        return datetime.fromisoformat(value) if value else None
    return tuple(value) if name == "groups" else value
