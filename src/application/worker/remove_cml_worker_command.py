"""RemoveCMLWorkerCommand: take a worker out of the fleet, not out of AWS."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from application.worker.fleet_view import FleetView
from application.worker.removed_labs import removed_labs
from application.worker.worker_loader import WorkerLoader
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.lab.lab_events import LabRemovalReason
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository


@dataclass(frozen=True, slots=True)
class RemoveCMLWorkerCommand(Command[OperationResult[None]]):
    """The worker with this id leaves; its instance goes on running. `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    expected_versions: Collection[int] | None = None


class RemoveCMLWorkerCommandHandler(CommandHandler[RemoveCMLWorkerCommand, OperationResult[None]]):
    """Its labs go with it, in the same commit. Removing one that is not there is NotFoundError."""

    def __init__(self, loader: WorkerLoader, workers: CMLWorkerRepository, view: FleetView, clock: Clock) -> None:
        self._loader = loader
        self._workers = workers
        self._view = view
        self._clock = clock

    async def handle_async(self, request: RemoveCMLWorkerCommand) -> OperationResult[None]:
        """Remove, whatever a refresh may change meanwhile where no version is expected; ConflictError when twice."""
        worker, now = await self._loader.load_async(request.worker_id, request.expected_versions), self._clock.now()

        def remove(loaded: CMLWorker) -> None:
            loaded.require_version(request.expected_versions)
            loaded.remove(now)

        remove(worker)
        labs = self._view.labs.labs_on(worker.aggregate_id).values()
        removed = removed_labs(worker.state, labs, LabRemovalReason.WORKER_LEFT, now)
        if await self._workers.update_many_async([worker], remove, beside=removed):
            raise ConflictError("the worker was changed by somebody else meanwhile, twice; ask again")
        return self.no_content()
