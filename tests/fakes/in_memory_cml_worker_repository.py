"""Workers, loaded from the documents in memory and saved through the committer."""

from collections.abc import Callable, Iterable, Sequence

from application.events.committer import Committer
from application.ports.projection import Projection
from domain.errors import ConflictError
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class InMemoryCMLWorkerRepository(CMLWorkerRepository):
    """As MongoCMLWorkerRepository does it."""

    def __init__(self, documents: Projection, committer: Committer) -> None:
        super().__init__()
        self._documents = documents
        self._committer = committer

    async def contains_async(self, id: str) -> bool:  # noqa: A002  # neuroglia names it so
        """Whether there is such a worker, removed or not."""
        return await self.get_async(id) is not None

    async def get_async(self, id: str) -> CMLWorker | None:  # noqa: A002  # neuroglia names it so
        """Load one worker, also a removed one."""
        return next(iter(await self.get_many_async([id])), None)

    async def get_many_async(self, worker_ids: Iterable[str]) -> list[CMLWorker]:
        """Load by id."""
        wanted = set(worker_ids)
        return [worker for worker in await self._all() if worker.aggregate_id in wanted]

    async def get_active_async(self) -> list[CMLWorker]:
        """Load all that are refreshed."""
        return [worker for worker in await self._all() if worker.state.active]

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

    async def _all(self) -> list[CMLWorker]:
        return [CMLWorker.from_state(state) for state in await self._documents.load_workers_async()]

    async def _do_add_async(self, entity: CMLWorker) -> CMLWorker:
        return await self._do_update_async(entity)

    async def _do_update_async(self, entity: CMLWorker) -> CMLWorker:
        if await self._committer.commit_async([entity]):
            raise ConflictError(f"worker {entity.aggregate_id} was changed by somebody else meanwhile")
        return entity

    async def _do_remove_async(self, id: str) -> None:  # noqa: A002  # neuroglia names it so
        raise NotImplementedError("a worker leaves the fleet by an event")
