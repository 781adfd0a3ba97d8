"""LicenseActs: what is done about a licence, on the record of its worker."""

from collections.abc import Callable

from application.clock import Clock
from application.license.license_errors import LicenseBusyError
from application.worker.worker_loader import WorkerLoader
from domain.errors import ConflictError
from domain.operation.operation import Operation
from domain.operation.operation_repository import OperationRepository
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.license_act import LicenseAct, LicenseActKind


class LicenseActs:
    """One operation at a time for each licence: the worker's version sees to it."""

    def __init__(
        self, loader: WorkerLoader, workers: CMLWorkerRepository, operations: OperationRepository, clock: Clock
    ) -> None:
        self._loader = loader
        self._workers = workers
        self._operations = operations
        self._clock = clock

    async def begin_async(self, worker_id: str, kind: LicenseActKind, operation: Operation) -> LicenseAct:
        """Begin, and return how far the operation has come; LicenseBusyError, NotFoundError."""
        worker = await self._loader.load_async(worker_id)
        before = worker.state.license_act
        if await self._is_others(before, operation.aggregate_id):
            raise LicenseBusyError
        now, requested_by = self._clock.now(), operation.state.requested_by
        begun: list[LicenseAct] = []

        def begin(loaded: CMLWorker) -> None:
            if loaded.state.license_act != before:
                raise LicenseBusyError
            begun.append(loaded.begin_license_act(kind, operation.aggregate_id, requested_by, now))

        await self._commit(worker, begin)
        return begun[-1]

    async def change_async(self, worker_id: str, change: Callable[[CMLWorker], None]) -> None:
        """Commit a change of the worker; NotFoundError, and ConflictError when others are always faster."""
        await self._commit(await self._loader.load_async(worker_id), change)

    async def is_busy_async(self, worker_id: str) -> bool:
        """Whether an operation is about this licence; NotFoundError."""
        worker = await self._loader.load_async(worker_id)
        return await self._is_others(worker.state.license_act, "")

    async def _commit(self, worker: CMLWorker, change: Callable[[CMLWorker], None]) -> None:
        change(worker)
        if await self._workers.update_many_async([worker], change):
            raise ConflictError("the worker was changed by somebody else meanwhile, twice")

    async def _is_others(self, act: LicenseAct | None, operation_id: str) -> bool:
        """An operation that was given up has left its act behind."""
        if act is None or not act.in_progress or act.operation_id == operation_id:
            return False
        other = await self._operations.get_async(act.operation_id)
        return other is not None and not other.state.finished
