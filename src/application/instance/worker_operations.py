"""WorkerOperations: how a command about the instances of workers becomes an operation."""

from collections.abc import Mapping, Sequence
from typing import Any

from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter
from application.worker.fleet_view import FleetView
from domain.errors import InvalidRequestError, NotFoundError
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.tag_changes import TagChanges, TooManyTagsError
from domain.worker.worker_act import WorkerAct


class WorkerOperations:
    """Refuses at once what cannot be done as far as this process knows; the rest shows when it is done."""

    def __init__(self, view: FleetView, starter: OperationStarter) -> None:
        self._view = view
        self._starter = starter

    def worker_for(self, act: WorkerAct, worker_id: str) -> CMLWorkerState:
        """Return a worker to whom this can be done; NotFoundError, IllegalActError."""
        state = self.worker(worker_id)
        CMLWorker.from_state(state).require_legal(act)
        return state

    def worker(self, worker_id: str) -> CMLWorkerState:
        """Return a worker of the fleet; NotFoundError."""
        state = self._view.worker(worker_id)
        if state is None:
            raise NotFoundError("the fleet has no worker with this id")
        return state

    def require_room_for_tags(self, worker_id: str, changes: TagChanges) -> None:
        """Raise NotFoundError, or InvalidRequestError where the worker would have too many tags."""
        try:
            changes.applied_to(self.worker(worker_id).tags)
        except TooManyTagsError as error:
            raise InvalidRequestError(str(error), "/tags", code=error.code) from error

    def require_workers(self, worker_ids: Sequence[str], field: str = "ids") -> None:
        """Raise InvalidRequestError that names the first id that is no worker's, in this `field` of the request."""
        for place, worker_id in enumerate(worker_ids):
            if self._view.worker(worker_id) is None:
                raise InvalidRequestError(
                    "the fleet has no worker with this id", f"/{field}/{place}", code="unknown_worker"
                )

    def require_name(self, worker_id: str, name: str, pointer: str) -> None:
        """Raise InvalidRequestError at `pointer` unless the worker has this name."""
        if not any(state.name == name for state in self._view.workers_of([worker_id])):
            raise InvalidRequestError("this is not the worker's name", pointer, code="wrong_confirmation")

    async def start_async(
        self, command: str, worker_ids: Sequence[str], parameters: Mapping[str, Any], wait_seconds: float
    ) -> OperationDto:
        """Begin on these workers, each once; return the operation when it is finished, or after `wait_seconds`."""
        targets = list(dict.fromkeys(worker_ids))
        return OperationDto.of(await self._starter.start_async(command, targets, parameters, wait_seconds))
