"""ActOnWorkerCommand: start, stop or reboot one worker, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.worker.worker_act import WorkerAct


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnWorkerCommand(Command[OperationResult[OperationDto]]):
    """The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    act: WorkerAct
    worker_id: str
    wait_seconds: float = 0


class ActOnWorkerCommandHandler(CommandHandler[ActOnWorkerCommand, OperationResult[OperationDto]]):
    """Refuses at once what makes no sense in the state that the worker is in."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: ActOnWorkerCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, IllegalActError."""
        self._operations.worker_for(request.act, request.worker_id)
        begun = await self._operations.start_async(
            f"workers.{request.act}", [request.worker_id], {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
