"""The life cycle of a worker's instance."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class WorkerStatus(StrEnum):
    """EC2's instance states (Amazon EC2 User Guide, "Instance lifecycle"), and unknown before the first look."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    SHUTTING_DOWN = "shutting_down"
    TERMINATED = "terminated"

    def may_become(self, new: "WorkerStatus") -> bool:
        """Whether an observer who looks now and then may see this status followed by `new`.

        What EC2 says wins even where this is False; the event then says that it was not expected.
        """
        return new in _SUCCESSORS[self]


_ALL = frozenset(WorkerStatus)
_SUCCESSORS: Mapping[WorkerStatus, frozenset[WorkerStatus]] = MappingProxyType(
    {
        WorkerStatus.UNKNOWN: _ALL,
        WorkerStatus.PENDING: _ALL - {WorkerStatus.UNKNOWN},
        WorkerStatus.RUNNING: _ALL - {WorkerStatus.UNKNOWN, WorkerStatus.PENDING},
        WorkerStatus.STOPPING: _ALL - {WorkerStatus.UNKNOWN},
        WorkerStatus.STOPPED: _ALL - {WorkerStatus.UNKNOWN},
        WorkerStatus.SHUTTING_DOWN: frozenset({WorkerStatus.TERMINATED}),
        WorkerStatus.TERMINATED: frozenset(),
    }
)
