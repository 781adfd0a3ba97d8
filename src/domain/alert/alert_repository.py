"""The port through which alerts are loaded and committed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from neuroglia.data.infrastructure.abstractions import Repository

from domain.alert.alert import Alert


class AlertRepository(Repository[Alert, str], ABC):
    """Alerts as their events made them. Saving means: the events into the log first, then the states."""

    @abstractmethod
    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[Alert]:
        """Load those with these ids, in any order; unknown ones are left out."""

    @abstractmethod
    async def update_many_async(self, aggregates: Sequence[Alert], again: Callable[[Alert], None]) -> list[str]:
        """Commit; what somebody else changed meanwhile is reloaded, `again` applied to it, and committed once more.

        Returns the ids of what was overtaken a second time and is not saved.
        """
