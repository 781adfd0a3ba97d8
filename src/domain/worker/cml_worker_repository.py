"""The port through which workers are loaded and committed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from neuroglia.data.infrastructure.abstractions import Repository

from domain.aggregate import FleetAggregate
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker import CMLWorker


class CMLWorkerRepository(Repository[CMLWorker, str], ABC):
    """Workers as their events made them. Saving means: the events into the log first, then the states."""

    @abstractmethod
    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[CMLWorker]:
        """Load the workers with these ids, in any order; unknown ones are left out, removed ones are not."""

    @abstractmethod
    async def update_many_async(
        self,
        aggregates: Sequence[CMLWorker],
        again: Callable[[CMLWorker], None],
        announcements: Sequence[FleetEvent] = (),
        beside: Sequence[FleetAggregate[Any]] = (),
    ) -> list[str]:
        """Commit the pending events of `aggregates`, `announcements`, and what changed `beside` them, as one commit.

        Of those beside, who was overtaken is not saved: they are made anew of the next reading.

        A worker that somebody else changed since it was loaded is reloaded, `again` applied to it, and
        committed once more. Returns the ids of those that were overtaken a second time: they are not saved.
        """
