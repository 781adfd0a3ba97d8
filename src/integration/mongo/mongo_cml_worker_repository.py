"""Workers, loaded from their documents."""

from collections.abc import AsyncIterator, Iterable

from motor.motor_asyncio import AsyncIOMotorCollection

from application.events.committed_repository import CommittedRepository
from application.events.committer import Committer
from application.turns import in_turns
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.cml_worker_state import CMLWorkerState
from integration.mongo.mongo_database import Document, MongoDatabase, found_by_id
from integration.mongo.state_documents import state_from

WORKERS_PER_TURN = 500
"""A thousand take 25 ms."""


class MongoCMLWorkerRepository(CommittedRepository[CMLWorker], CMLWorkerRepository):
    """Loads a hundred workers with each round trip."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__(committer)
        self._database = database

    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[CMLWorker]:
        """Load by id, also removed ones."""
        return await _loaded(found_by_id(self._workers, aggregate_ids))

    @property
    def _workers(self) -> AsyncIOMotorCollection[Document]:
        return self._database.documents["workers"]


async def _loaded(replies: AsyncIterator[list[Document]]) -> list[CMLWorker]:
    return [
        CMLWorker.from_state(state_from(document, CMLWorkerState))
        async for reply in replies
        async for document in in_turns(reply, WORKERS_PER_TURN)
    ]
