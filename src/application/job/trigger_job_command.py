"""TriggerJobCommand: run a job now, or at a time, beside its schedule."""

from dataclasses import dataclass, field
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.execution_dto import ExecutionDto
from application.job.execution_ends import ExecutionEnds
from application.job.job_triggers import JobTriggers, WantedRun
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerJobCommand(Command[OperationResult[ExecutionDto]]):
    """The job of this name; its end is waited for, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    wanted: WantedRun = field(default_factory=WantedRun)
    wait_seconds: float = 0


class TriggerJobCommandHandler(CommandHandler[TriggerJobCommand, OperationResult[ExecutionDto]]):
    """Whichever process is free runs it; also a job that is disabled."""

    def __init__(self, triggers: JobTriggers, ends: ExecutionEnds) -> None:
        self._triggers = triggers
        self._ends = ends

    async def handle_async(self, request: TriggerJobCommand) -> OperationResult[ExecutionDto]:
        """Return the run; NotFoundError, PermissionDeniedError, ConflictError, InvalidRequestError."""
        execution = await self._triggers.trigger_async(request.job_id, request.wanted)
        newest = await self._ends.wait_async(execution, request.wait_seconds)
        told = ExecutionDto.of(newest)
        return self.ok(told) if newest.state.is_final else self.accepted(told)
