"""A scheduler in which no slot is ever due by itself."""

from collections.abc import Sequence
from datetime import datetime

from application.ports.job_scheduler import JobScheduler, NextSlot, SlotsDue


class FakeJobScheduler(JobScheduler):
    """Knows the jobs it was given, and whom to tell of their slots."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[NextSlot, SlotsDue]] = {}

    @property
    def jobs(self) -> list[str]:
        """The jobs it would tell of."""
        return list(self._told)

    def start(self) -> None:
        """Start nothing."""

    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """Note it."""
        self._told[name] = next_slot, slots_due

    def remove_job(self, name: str) -> None:
        """Forget it."""
        del self._told[name]

    async def shutdown_async(self) -> None:
        """Forget all."""
        self._told.clear()

    def next_slot(self, name: str, after: datetime) -> datetime:
        """Return the slot of a job that comes after a time."""
        return self._told[name][0](after)

    def tell(self, name: str, slots: Sequence[datetime]) -> None:
        """Let slots of a job be due."""
        self._told[name][1](slots)
