"""WorkerLoader: loads the worker that a command is for."""

from collections.abc import Collection

from application.events.reprojection import Reprojection
from domain.errors import NotFoundError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


class WorkerLoader:
    """Documents follow the log after a moment, in which a client may have seen a version that they do not show yet."""

    def __init__(self, workers: CMLWorkerRepository, reprojection: Reprojection) -> None:
        self._workers = workers
        self._reprojection = reprojection

    async def load_async(self, worker_id: str, expected_versions: Collection[int] | None = None) -> CMLWorker:
        """Load a worker of the fleet; NotFoundError when there is none with this id.

        PreconditionFailedError when it is at none of the `expected_versions`; None = any will do.
        """
        worker = await self._workers.get_async(worker_id)
        if worker is not None and worker.base_version < max(expected_versions or [0]):
            await self._reprojection.project_again_async([worker_id])
            worker = await self._workers.get_async(worker_id)
        if worker is None or not worker.in_fleet:
            raise NotFoundError("the fleet has no worker with this id")
        worker.require_version(expected_versions)
        return worker
