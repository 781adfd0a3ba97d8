"""Workers: loaded from documents, saved through the committer."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from application.events.committer import Committer
from domain.errors import ConflictError
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_status import WorkerStatus
from integration.mongo.mongo_database import MongoDatabase, database_errors
from integration.mongo.worker_documents import state_from

ALL_IN_ONE_REPLY = 100_000
ACTIVE = {
    "removed": False,
    "status": {"$in": [status for status in WorkerStatus if status is not WorkerStatus.TERMINATED]},
}


class MongoCMLWorkerRepository(CMLWorkerRepository):
    """The documents are read here and written by the projection alone."""

    def __init__(self, database: MongoDatabase, committer: Committer) -> None:
        super().__init__()
        self._database = database
        self._committer = committer

    async def contains_async(self, id: str) -> bool:  # noqa: A002  # neuroglia names it so
        """Whether there is such a worker, removed or not."""
        return await self.get_async(id) is not None

    async def get_async(self, id: str) -> CMLWorker | None:  # noqa: A002  # neuroglia names it so
        """Load one worker, also a removed one."""
        return next(iter(await self.get_many_async([id])), None)

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

    async def update_many_async(
        self,
        workers: Sequence[CMLWorker],
        again: Callable[[CMLWorker], None],
        announcements: Sequence[FleetEvent] = (),
    ) -> list[str]:
        """Commit; reload and commit once more what was stale."""
        stale = await self._committer.commit_async(workers, announcements)
        if not stale:
            return []
        reloaded = await self.get_many_async(worker.aggregate_id for worker in stale)
        for worker in reloaded:
            again(worker)
        return [worker.aggregate_id for worker in await self._committer.commit_async(reloaded)]

    async def _do_add_async(self, entity: CMLWorker) -> CMLWorker:
        return await self._do_update_async(entity)

    async def _do_update_async(self, entity: CMLWorker) -> CMLWorker:
        if await self._committer.commit_async([entity]):
            raise ConflictError(f"worker {entity.aggregate_id} was changed by somebody else meanwhile")
        return entity

    async def _do_remove_async(self, id: str) -> None:  # noqa: A002  # neuroglia names it so
        raise NotImplementedError("a worker leaves the fleet by an event: CMLWorker.remove, then update_async")
