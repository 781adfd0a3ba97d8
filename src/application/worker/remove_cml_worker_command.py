"""RemoveCMLWorkerCommand: take a worker out of the fleet, not out of AWS."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from domain.access.principal import Role
from domain.errors import ConflictError, NotFoundError
from domain.worker.cml_worker_repository import CMLWorkerRepository


@dataclass(frozen=True, slots=True)
class RemoveCMLWorkerCommand(Command[OperationResult[None]]):
    """The worker with this id leaves; its instance goes on running."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str


class RemoveCMLWorkerCommandHandler(CommandHandler[RemoveCMLWorkerCommand, OperationResult[None]]):
    """Removing one that is not there is NotFoundError."""

    def __init__(self, workers: CMLWorkerRepository, clock: Clock) -> None:
        self._workers = workers
        self._clock = clock

    async def handle_async(self, request: RemoveCMLWorkerCommand) -> OperationResult[None]:
        """Remove, whatever a refresh may change meanwhile; ConflictError when that happens twice."""
        worker = await self._workers.get_async(request.worker_id)
        if worker is None or not worker.in_fleet:
            raise NotFoundError("the fleet has no worker with this id")
        now = self._clock.now()
        worker.remove(now)
        if await self._workers.update_many_async([worker], lambda reloaded: reloaded.remove(now)):
            raise ConflictError("the worker was changed by somebody else meanwhile, twice; ask again")
        return self.no_content()
