"""The fleet's settings, loaded from their document."""

from collections.abc import Iterable

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from domain.settings.fleet_settings import FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository
from domain.settings.fleet_settings_state import FleetSettingsState
from integration.mongo.mongo_database import MongoDatabase, found_by_id
from integration.mongo.state_documents import state_from


class MongoFleetSettingsRepository(CommittedRepository[FleetSettings], FleetSettingsRepository):
    """Reads one document."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[FleetSettings]:
        """Load by id."""
        replies = found_by_id(self._database.documents["settings"], aggregate_ids)
        return [
            FleetSettings.from_state(state_from(document, FleetSettingsState))
            async for documents in replies
            for document in documents
        ]
