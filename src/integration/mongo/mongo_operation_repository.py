"""Operations, loaded from their documents."""

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import DESCENDING

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from domain.operation.operation import Operation
from domain.operation.operation_repository import OperationRepository
from domain.operation.operation_state import OperationState
from integration.mongo.mongo_database import MongoDatabase, database_errors
from integration.mongo.state_documents import state_from


class MongoOperationRepository(CommittedRepository[Operation], OperationRepository):
    """Ids are UUIDs of version 7: in their order, operations are in the order of their starts."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[Operation]:
        """Load by id."""
        found = await self._find({"_id": {"$in": list(aggregate_ids)}}, 0)
        return [Operation.from_state(state) for state in found]

    async def list_async(self, started_before: str | None, limit: int) -> Sequence[OperationState]:
        """Read backwards from an id."""
        return await self._find({"_id": {"$lt": started_before}} if started_before else {}, limit)

    async def _find(self, criteria: dict[str, Any], limit: int) -> list[OperationState]:
        with database_errors():
            found = self._database.documents["operations"].find(criteria, sort=[("_id", DESCENDING)], limit=limit)
            documents = await found.to_list(None)
        return [state_from(document, OperationState) for document in documents]
