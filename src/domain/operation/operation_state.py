"""What is known of one operation: made from its events and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import singledispatchmethod
from typing import Any

from domain.aggregate import NEVER, FleetAggregateState
from domain.events.fleet_event import FleetEvent
from domain.operation import operation_events as events
from domain.operation.target_result import WAITING, TargetOutcome, TargetResult


class OperationStatus(StrEnum):
    """RUNNING from the start on; COMPLETED when every target had its turn; FAILED when it cannot go on."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFailure:
    """Why an operation cannot go on."""

    code: str
    message: str


@dataclass(kw_only=True)
class OperationState(FleetAggregateState):
    """One operation. `results` by target, in the order in which they were named."""

    id: str = ""
    state_version: int = 0
    created_at: datetime = NEVER
    last_modified: datetime = NEVER

    command: str = ""
    requested_by: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    results: Mapping[str, TargetResult] = field(default_factory=dict)
    status: OperationStatus = OperationStatus.RUNNING
    failure: OperationFailure | None = None
    finished_at: datetime | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.finished_at is not None

    def count(self, outcome: TargetOutcome) -> int:
        """How many targets have this outcome."""
        return sum(result.outcome is outcome for result in self.results.values())

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says."""
        self._on(event)
        self.last_modified = event.created_at

    @singledispatchmethod
    def _on(self, event: FleetEvent) -> None:
        raise TypeError(f"an operation's state cannot follow from {type(event).__name__}")

    @_on.register
    def _(self, event: events.OperationStartedDomainEvent) -> None:
        self.id, self.created_at = event.aggregate_id, event.created_at
        self.command, self.requested_by, self.parameters = event.command, event.requested_by, event.parameters
        self.results = dict.fromkeys(event.targets, WAITING)

    @_on.register
    def _(self, event: events.OperationProgressedDomainEvent) -> None:
        self.results = {**self.results, **event.results}

    @_on.register
    def _(self, event: events.OperationCompletedDomainEvent) -> None:
        self.status, self.finished_at = OperationStatus.COMPLETED, event.created_at

    @_on.register
    def _(self, event: events.OperationFailedDomainEvent) -> None:
        self.status, self.finished_at = OperationStatus.FAILED, event.created_at
        self.failure = OperationFailure(code=event.code, message=event.message)
