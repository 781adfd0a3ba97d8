"""The fleet's settings, loaded from the documents in memory."""

from collections.abc import Iterable

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.ports.projection import Projection
from domain.settings.fleet_settings import FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository


class InMemoryFleetSettingsRepository(CommittedRepository[FleetSettings], FleetSettingsRepository):
    """Reads everything and picks what was asked for."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__(committer)
        self._documents = documents

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[FleetSettings]:
        """Load by id."""
        wanted = set(aggregate_ids)
        states = await self._documents.load_settings_async()
        return [FleetSettings.from_state(state) for state in states if state.id in wanted]
