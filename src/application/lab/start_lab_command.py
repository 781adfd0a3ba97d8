"""StartLabCommand: start a lab, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.lab_operations import LabOperations
from application.lab.lab_work import ON_CORDONED
from application.lab.start_labs_work import StartLabsWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLabCommand(Command[OperationResult[OperationDto]]):
    """`on_cordoned`: also on a worker that is cordoned. The answer waits for the end, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    lab_id: str
    on_cordoned: bool = False
    wait_seconds: float = 0


class StartLabCommandHandler(CommandHandler[StartLabCommand, OperationResult[OperationDto]]):
    """Begins the operation; StartLabsWork carries it out."""

    def __init__(self, operations: LabOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: StartLabCommand) -> OperationResult[OperationDto]:
        """Accept it; LabUnknownError, WorkerNotRunningError, WorkerCordonedError."""
        if not request.on_cordoned:
            self._operations.require_open([request.worker_id])
        begun = await self._operations.start_on_lab_async(
            StartLabsWork.command,
            request.worker_id,
            request.lab_id,
            {ON_CORDONED: request.on_cordoned},
            request.wait_seconds,
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
