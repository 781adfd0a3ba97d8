"""Alerts, loaded from their documents."""

from collections.abc import Iterable

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from domain.alert.alert import Alert
from domain.alert.alert_repository import AlertRepository
from domain.alert.alert_state import AlertState
from integration.mongo.mongo_database import MongoDatabase, found_by_id
from integration.mongo.state_documents import state_from


class MongoAlertRepository(CommittedRepository[Alert], AlertRepository):
    """Reads by id."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[Alert]:
        """Load by id."""
        replies = found_by_id(self._database.documents["alerts"], aggregate_ids)
        return [
            Alert.from_state(state_from(document, AlertState)) async for documents in replies for document in documents
        ]
