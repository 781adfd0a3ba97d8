"""TerminateWorkerCommand: end the instance of one worker for good, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.act_work import TerminateWorkersWork
from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.worker.worker_act import WorkerAct


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateWorkerCommand(Command[OperationResult[OperationDto]]):
    """`name` is the worker's: who knows it means this worker. The answer waits, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    name: str
    wait_seconds: float = 0


class TerminateWorkerCommandHandler(CommandHandler[TerminateWorkerCommand, OperationResult[OperationDto]]):
    """Begins the operation; TerminateWorkersWork carries it out."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: TerminateWorkerCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, IllegalActError, InvalidRequestError for a name that is not the worker's."""
        self._operations.worker_for(WorkerAct.TERMINATE, request.worker_id)
        self._operations.require_name(request.worker_id, request.name, "/confirm")
        begun = await self._operations.start_async(
            TerminateWorkersWork.command, [request.worker_id], {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
