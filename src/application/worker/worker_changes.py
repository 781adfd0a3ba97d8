"""WorkerChanges: what people change at workers at once, whatever else happens to the workers meanwhile."""

from collections.abc import Callable, Collection

from application.worker.fleet_view import FleetView
from application.worker.worker_loader import WorkerLoader
from domain.errors import ConflictError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class WorkerChanges:
    """Load, change, commit."""

    def __init__(self, loader: WorkerLoader, workers: CMLWorkerRepository, view: FleetView) -> None:
        self._loader = loader
        self._workers = workers
        self._view = view

    async def change_async(self, worker_id: str, change: Callable[[CMLWorker], None]) -> bytes:
        """Return the worker in JSON (WorkerReply); NotFoundError, ConflictError when it was overtaken twice."""
        worker = await self._loader.load_async(worker_id)
        change(worker)
        if await self._workers.update_many_async([worker], change):
            raise ConflictError("the worker was changed by somebody else meanwhile, twice; ask again")
        return self._view.json_of(worker.state)

    async def change_many_async(self, worker_ids: Collection[str], change: Callable[[CMLWorker], None]) -> list[bytes]:
        """Change all in one commit; return them in JSON (WorkerReply), without those that left the fleet meanwhile.

        ConflictError when some were overtaken twice: the others are changed.
        """
        workers = [each for each in await self._workers.get_many_async(worker_ids) if each.in_fleet]
        for worker in workers:
            change(worker)
        if overtaken := await self._workers.update_many_async(workers, change):
            raise ConflictError(f"{len(overtaken)} workers were changed by somebody else meanwhile, twice; ask again")
        return [self._view.json_of(worker.state) for worker in workers]
