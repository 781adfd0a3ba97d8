"""Everything that can happen to an operation."""

from dataclasses import dataclass
from typing import Any, ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.operation.target_result import TargetResult


@dataclass(kw_only=True)
class OperationDomainEvent(FleetEvent):
    """Something that happened to one operation."""

    category: ClassVar[EventCategory] = EventCategory.OPERATION


@dataclass(kw_only=True)
class OperationStartedDomainEvent(OperationDomainEvent):
    """Somebody asked for it. `requested_by` is the principal's id; `targets` are ids; `parameters` are JSON values."""

    short_type: ClassVar[str] = "operation.started"

    command: str
    requested_by: str
    targets: list[str]
    parameters: dict[str, Any]


@dataclass(kw_only=True)
class OperationProgressedDomainEvent(OperationDomainEvent):
    """Some targets had their turn, or are at another step; `finished` of `total` have had it."""

    short_type: ClassVar[str] = "operation.progressed"

    results: dict[str, TargetResult]
    finished: int
    total: int


@dataclass(kw_only=True)
class OperationCompletedDomainEvent(OperationDomainEvent):
    """Every target has had its turn; some of them may have failed."""

    short_type: ClassVar[str] = "operation.completed"

    command: str
    done: int
    failed: int
    duration_seconds: float


@dataclass(kw_only=True)
class OperationFailedDomainEvent(OperationDomainEvent):
    """It cannot go on; targets that wait will have no turn."""

    short_type: ClassVar[str] = "operation.failed"

    command: str
    code: str
    message: str
    duration_seconds: float
