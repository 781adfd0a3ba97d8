"""JobScheduler: the clock that the jobs need from outside."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

NextSlot = Callable[[datetime], datetime]
SlotsDue = Callable[[Sequence[datetime]], None]


class JobScheduler(ABC):
    """Tells when slots are due, and does nothing else: it runs no job, limits nothing and drops nothing."""

    @abstractmethod
    def start(self) -> None:
        """Start without jobs, on the running event loop."""

    @abstractmethod
    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """Call `slots_due` on the event loop at each time that `next_slot` names, from this moment on.

        `next_slot` returns the first slot after a time; all times are aware UTC. `slots_due` gets the slots that
        have come due, oldest first: more than one where the event loop or the whole machine stood still. A job of
        that name that is there is replaced.
        """

    @abstractmethod
    def remove_job(self, name: str) -> None:
        """Name no more slots of a job."""

    @abstractmethod
    async def shutdown_async(self) -> None:
        """Stop, and forget the jobs; `slots_due` is not called again."""
