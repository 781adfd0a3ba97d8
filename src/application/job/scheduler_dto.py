"""Who keeps the schedules, as every interface shows it."""

from pydantic import BaseModel

from application.ports.leases import Lease


class SchedulerDto(BaseModel):
    """`leader` is the process that keeps the schedules, "" for none, in which term, and how long without a renewal.

    `process` is the one that answers, `roles` what it does.
    """

    leader: str
    leads: bool
    term: int
    seconds_left: float
    process: str
    roles: list[str]
    max_concurrent_executions: int


def leads(lease: Lease | None) -> bool:
    """Whether some process keeps the schedules now."""
    return lease is not None and lease.seconds_left > 0
