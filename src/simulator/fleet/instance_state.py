"""The states of an EC2 instance (EC2 API Reference, InstanceState)."""

from enum import StrEnum


class InstanceState(StrEnum):
    """Where an instance is in its life."""

    PENDING = "pending"
    RUNNING = "running"
    SHUTTING_DOWN = "shutting-down"
    TERMINATED = "terminated"
    STOPPING = "stopping"
    STOPPED = "stopped"

    @property
    def code(self) -> int:
        """The low byte of AWS's numeric code: pending 0, running 16, ... stopped 80."""
        return list(InstanceState).index(self) * 16

    @property
    def is_ended(self) -> bool:
        """Whether the instance is terminated or on its way to it."""
        return self in (InstanceState.SHUTTING_DOWN, InstanceState.TERMINATED)
