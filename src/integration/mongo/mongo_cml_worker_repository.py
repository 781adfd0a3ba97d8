"""Workers, loaded from their documents."""

from collections.abc import Iterable
from typing import Any

from application.events.committer import Committer
from application.worker.committed_cml_worker_repository import CommittedCMLWorkerRepository
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from integration.mongo.mongo_database import MongoDatabase, database_errors
from integration.mongo.worker_documents import state_from

ALL_IN_ONE_REPLY = 100_000
ACTIVE = {"removed": False, "status": {"$in": sorted(set(WorkerStatus) - {WorkerStatus.TERMINATED})}}


class MongoCMLWorkerRepository(CommittedCMLWorkerRepository):
    """One round trip per load, however many workers there are."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, worker_ids: Iterable[str]) -> list[CMLWorker]:
        """Load by id."""
        return await self._find({"_id": {"$in": list(worker_ids)}})

    async def get_active_async(self) -> list[CMLWorker]:
        """Load all that are refreshed."""
        return await self._find(ACTIVE)

    async def _find(self, criteria: dict[str, Any]) -> list[CMLWorker]:
        with database_errors():
            found = self._database.documents["workers"].find(criteria, batch_size=ALL_IN_ONE_REPLY)
            return [CMLWorker.from_state(state_from(document)) for document in await found.to_list(None)]
