"""ResumeExecutionCommand: let a run go on that was paused."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.job.execution_dto import ExecutionDto
from application.job.job_steering import JobSteering
from application.ports.job_executions import JobExecutions
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.job.job_execution import Control, ExecutionState


@dataclass(frozen=True, slots=True)
class ResumeExecutionCommand(Command[OperationResult[ExecutionDto]]):
    """The run with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    execution_id: str


class ResumeExecutionCommandHandler(CommandHandler[ResumeExecutionCommand, OperationResult[ExecutionDto]]):
    """From where it waits."""

    def __init__(self, steering: JobSteering, executions: JobExecutions) -> None:
        self._steering = steering
        self._executions = executions

    async def handle_async(self, request: ResumeExecutionCommand) -> OperationResult[ExecutionDto]:
        """Return the run as it is then; NotFoundError, PermissionDeniedError, ConflictError where it cannot."""
        execution = await self._steering.steered_async(request.execution_id)
        can = execution.state is ExecutionState.RUNNING and execution.asked is Control.PAUSE
        if not can or not await self._executions.ask_async(execution.id, Control.NONE, acting_id()):
            raise ConflictError(f"only a run that is paused can go on: this one is {execution.state}")
        return self.accepted(ExecutionDto.of(await self._steering.execution_async(execution.id)))
