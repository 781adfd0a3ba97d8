"""RetryExecutionCommand: run once more what did not succeed, with the same input."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.execution_dto import ExecutionDto
from application.job.execution_ends import ExecutionEnds
from application.job.job_steering import JobSteering
from application.job.job_triggers import JobTriggers
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.job.job_execution import FAILED, ExecutionState

RETRIED = (*FAILED, ExecutionState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryExecutionCommand(Command[OperationResult[ExecutionDto]]):
    """The run with this id; the end of the new one is waited for, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    execution_id: str
    wait_seconds: float = 0


class RetryExecutionCommandHandler(CommandHandler[RetryExecutionCommand, OperationResult[ExecutionDto]]):
    """The record of the one before stays; the new one names it, and belongs to who asked."""

    def __init__(self, steering: JobSteering, triggers: JobTriggers, ends: ExecutionEnds) -> None:
        self._steering = steering
        self._triggers = triggers
        self._ends = ends

    async def handle_async(self, request: RetryExecutionCommand) -> OperationResult[ExecutionDto]:
        """Return the new run; NotFoundError, PermissionDeniedError, ConflictError for one that did not fail."""
        before = await self._steering.execution_async(request.execution_id)
        await self._steering.plan_async(before.job)
        if before.state not in RETRIED:
            raise ConflictError(
                f"only a run that failed, timed out or was cancelled is retried; this one is {before.state}"
            )
        newest = await self._ends.wait_async(await self._triggers.repeat_async(before), request.wait_seconds)
        told = ExecutionDto.of(newest)
        return self.ok(told) if newest.state.is_final else self.accepted(told)
