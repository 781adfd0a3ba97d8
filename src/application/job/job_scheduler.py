"""JobScheduler: the clock that the jobs need from outside."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

NextSlot = Callable[[datetime], datetime]
SlotsDue = Callable[[Sequence[datetime]], None]


class JobScheduler(ABC):
    """Tells when slots are due, and does nothing else: it runs no job, limits nothing and drops nothing."""

    @abstractmethod
    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """Call `slots_due` on the event loop at each time that `next_slot` names.

        `next_slot` returns the first slot after a time; all times are aware UTC. `slots_due` gets the slots that
        have come due, oldest first: more than one where the event loop or the whole machine stood still.
        """

    @abstractmethod
    def reschedule(self, name: str) -> None:
        """Ask the job's `next_slot` anew for the first slot after this moment: the grid has changed."""

    @abstractmethod
    def start(self) -> None:
        """Start, on the running event loop; slots before this moment are not due."""

    @abstractmethod
    async def shutdown_async(self) -> None:
        """Stop; `slots_due` is not called again."""
