"""CordonKeeper: changes one worker's cordon, whatever else happens to the worker meanwhile."""

from collections.abc import Callable

from application.worker.fleet_view import FleetView
from application.worker.worker_loader import WorkerLoader
from domain.errors import ConflictError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class CordonKeeper:
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
