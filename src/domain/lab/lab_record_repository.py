"""The port through which labs are loaded and committed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from neuroglia.data.infrastructure.abstractions import Repository

from domain.events.fleet_event import FleetEvent
from domain.lab.lab_record import LabRecord


class LabRecordRepository(Repository[LabRecord, str], ABC):
    """Labs as their events made them. Saving means: the events into the log first, then the states."""

    @abstractmethod
    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[LabRecord]:
        """Load the labs with these ids, in any order; unknown ones are left out, removed ones are not."""

    @abstractmethod
    async def update_many_async(
        self,
        aggregates: Sequence[LabRecord],
        again: Callable[[LabRecord], None],
        announcements: Sequence[FleetEvent] = (),
    ) -> list[str]:
        """Commit the pending events of `aggregates`, and `announcements`, as one commit.

        A lab that somebody else changed since it was loaded is reloaded, `again` applied to it, and committed once
        more. Returns the ids of those that were overtaken a second time: they are not saved.
        """
