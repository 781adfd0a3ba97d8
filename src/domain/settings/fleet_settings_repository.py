"""The port through which the fleet's settings are loaded and committed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from neuroglia.data.infrastructure.abstractions import Repository

from domain.settings.fleet_settings import FleetSettings


class FleetSettingsRepository(Repository[FleetSettings, str], ABC):
    """Holds one, SETTINGS_ID, once something was set."""

    @abstractmethod
    async def update_many_async(
        self, aggregates: Sequence[FleetSettings], again: Callable[[FleetSettings], None]
    ) -> list[str]:
        """Commit; what somebody else changed meanwhile is reloaded, `again` applied to it, and committed once more.

        Returns the ids of what was overtaken a second time and is not saved.
        """
