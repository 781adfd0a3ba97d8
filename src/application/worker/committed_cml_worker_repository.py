"""The saving half of the worker repository: every adapter reads in its own way, all of them save like this."""

from abc import ABC
from collections.abc import Callable, Sequence

from application.events.committer import Committer
from domain.errors import ConflictError
from domain.events.fleet_event import FleetEvent
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class CommittedCMLWorkerRepository(CMLWorkerRepository, ABC):
    """Saves through the committer: the log first, then the documents, which the projection alone writes."""

    def __init__(self, committer: Committer) -> None:
        super().__init__()
        self._committer = committer

    async def contains_async(self, id: str) -> bool:  # noqa: A002  # neuroglia names it so
        """Whether there is such a worker, removed or not."""
        return await self.get_async(id) is not None

    async def get_async(self, id: str) -> CMLWorker | None:  # noqa: A002  # neuroglia names it so
        """Load one worker, also a removed one."""
        return next(iter(await self.get_many_async([id])), None)

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
