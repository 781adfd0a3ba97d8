"""CancelExecutionCommand: let a run not begin, or end it."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.execution_cancelling import ExecutionCancelling
from application.job.execution_dto import ExecutionDto
from application.job.job_steering import JobSteering
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class CancelExecutionCommand(Command[OperationResult[ExecutionDto]]):
    """The run with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    execution_id: str


class CancelExecutionCommandHandler(CommandHandler[CancelExecutionCommand, OperationResult[ExecutionDto]]):
    """One that goes on is told, and ends within a second at an await of its own."""

    def __init__(self, steering: JobSteering, cancelling: ExecutionCancelling) -> None:
        self._steering = steering
        self._cancelling = cancelling

    async def handle_async(self, request: CancelExecutionCommand) -> OperationResult[ExecutionDto]:
        """Return the run as it is then; NotFoundError, PermissionDeniedError, ConflictError where it is over."""
        execution = await self._steering.steered_async(request.execution_id)
        cancelled = await self._cancelling.cancel_async(execution)
        told = ExecutionDto.of(cancelled)
        return self.ok(told) if cancelled.state.is_final else self.accepted(told)
