"""A scheduler in which no slot is ever due."""

from application.job.job_scheduler import JobScheduler, NextSlot, SlotsDue


class FakeJobScheduler(JobScheduler):
    """Knows the jobs it was given."""

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def start(self) -> None:
        """Start nothing."""

    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """Note it."""
        self.jobs.append(name)

    def remove_job(self, name: str) -> None:
        """Forget it."""
        self.jobs.remove(name)

    async def shutdown_async(self) -> None:
        """Stop nothing."""
