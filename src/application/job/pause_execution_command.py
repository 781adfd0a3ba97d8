"""PauseExecutionCommand: hold up a run at its next step."""

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
from domain.job.job_execution import Control, ExecutionState, JobExecution


@dataclass(frozen=True, slots=True)
class PauseExecutionCommand(Command[OperationResult[ExecutionDto]]):
    """The run with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    execution_id: str


class PauseExecutionCommandHandler(CommandHandler[PauseExecutionCommand, OperationResult[ExecutionDto]]):
    """It waits at its next boundary; a job that has none goes on. Its limit does not count meanwhile."""

    def __init__(self, steering: JobSteering, executions: JobExecutions) -> None:
        self._steering = steering
        self._executions = executions

    async def handle_async(self, request: PauseExecutionCommand) -> OperationResult[ExecutionDto]:
        """Return the run as it is then; NotFoundError, PermissionDeniedError, ConflictError where it cannot."""
        execution = await self._steering.steered_async(request.execution_id)
        can = execution.state is ExecutionState.RUNNING and execution.asked is Control.NONE
        if not can or not await self._executions.ask_async(execution.id, Control.PAUSE, acting_id()):
            raise ConflictError(f"only a run that goes on can be paused: this one {_standing(execution)}")
        return self.accepted(ExecutionDto.of(await self._steering.execution_async(execution.id)))


def _standing(run: JobExecution) -> str:
    if run.state is not ExecutionState.RUNNING:
        return f"is {run.state}"
    return {Control.PAUSE: "is paused already", Control.CANCEL: "is being cancelled"}.get(run.asked, "ended meanwhile")
