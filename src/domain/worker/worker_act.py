"""What people can have done to a worker's instance, and what then is to be seen of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from domain.worker.worker_status import WorkerStatus

SEEN_EVERYWHERE_AFTER = timedelta(seconds=15)
"""EC2's answers may be older than what it has accepted (Amazon EC2 API Reference, "Eventual consistency")."""
FORGOTTEN_AFTER = timedelta(hours=1)


class WorkerAct(StrEnum):
    """An action of EC2 that changes an instance's state."""

    START = "start"
    STOP = "stop"
    REBOOT = "reboot"
    TERMINATE = "terminate"

    @property
    def goal(self) -> WorkerStatus:
        """The state in which it is done."""
        return _GOALS[self]

    @property
    def way(self) -> WorkerStatus:
        """The state on the way there; that of the goal where there is none."""
        return _WAYS.get(self, self.goal)

    def is_legal_from(self, status: WorkerStatus) -> bool:
        """Whether it makes sense to order it for an instance in this state; EC2 has the last word."""
        return status in _LEGAL[self]

    def shown_from(self, status: WorkerStatus) -> WorkerStatus:
        """What is shown as soon as it was asked for an instance in this state."""
        return status if status in (self.goal, self.way) else self.way


_GOALS: Mapping[WorkerAct, WorkerStatus] = MappingProxyType(
    {
        WorkerAct.START: WorkerStatus.RUNNING,
        WorkerAct.STOP: WorkerStatus.STOPPED,
        WorkerAct.REBOOT: WorkerStatus.RUNNING,
        WorkerAct.TERMINATE: WorkerStatus.TERMINATED,
    }
)
_WAYS: Mapping[WorkerAct, WorkerStatus] = MappingProxyType(
    {
        WorkerAct.START: WorkerStatus.PENDING,
        WorkerAct.STOP: WorkerStatus.STOPPING,
        WorkerAct.TERMINATE: WorkerStatus.SHUTTING_DOWN,
    }
)
_ENDED = frozenset({WorkerStatus.SHUTTING_DOWN, WorkerStatus.TERMINATED})
_ALIVE = frozenset(WorkerStatus) - _ENDED
_LEGAL: Mapping[WorkerAct, frozenset[WorkerStatus]] = MappingProxyType(
    {
        WorkerAct.START: _ALIVE - {WorkerStatus.STOPPING},
        WorkerAct.STOP: _ALIVE,
        WorkerAct.REBOOT: frozenset({WorkerStatus.RUNNING, WorkerStatus.UNKNOWN}),
        WorkerAct.TERMINATE: frozenset(WorkerStatus) - {WorkerStatus.TERMINATED},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAct:
    """What was asked, by whom, since when, and as part of which operation.

    `before` is the state that EC2 had told then. `accepted_at` is when EC2 took the order, None until it has.
    """

    act: WorkerAct
    by: str
    since: datetime
    operation_id: str
    before: WorkerStatus
    accepted_at: datetime | None = None

    def accepted(self, at: datetime) -> Self:
        """The same, taken by EC2."""
        return replace(self, accepted_at=at)

    def overlooked_by(self, status: WorkerStatus, at: datetime) -> bool:
        """Whether an answer of EC2 is from before it took the order, although it came later."""
        if self.accepted_at is None or status is not self.before:
            return False
        return status is not self.act.goal and at - self.accepted_at < SEEN_EVERYWHERE_AFTER

    def goes_on_at(self, status: WorkerStatus, at: datetime) -> bool:
        """Whether it is still to come when EC2 shows this state: neither done nor contradicted nor forgotten."""
        if status is WorkerStatus.TERMINATED or at - self.since >= FORGOTTEN_AFTER:
            return False
        if self.accepted_at is None:
            return True
        return status is self.act.way and status is not self.act.goal
