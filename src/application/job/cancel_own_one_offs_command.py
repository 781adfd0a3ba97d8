"""CancelOwnOneOffsCommand: let none of the runs begin that one asked for at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.job.execution_cancelling import ExecutionCancelling
from application.job.execution_dto import ExecutionDto
from application.ports.job_executions import ExecutionFilter, JobExecutions
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.job.job_execution import WAITING, JobExecution

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class CancelOwnOneOffsCommand(Command[OperationResult[Sequence[ExecutionDto]]]):
    """Those of who acts, of which there are as many as were `confirmed`."""

    required_role: ClassVar[Role] = Role.OPERATOR

    confirmed: int


class CancelOwnOneOffsCommandHandler(CommandHandler[CancelOwnOneOffsCommand, OperationResult[Sequence[ExecutionDto]]]):
    """At most five hundred; one that begins or ends meanwhile is left alone."""

    def __init__(self, executions: JobExecutions, cancelling: ExecutionCancelling) -> None:
        self._executions = executions
        self._cancelling = cancelling

    async def handle_async(
        self,
        request: CancelOwnOneOffsCommand,
    ) -> OperationResult[Sequence[ExecutionDto]]:
        """Return those that were cancelled, the last first; ConflictError where there are more or fewer."""
        own = ExecutionFilter(states=WAITING, owner=acting_id())
        waiting = [each for each in await self._executions.list_async(own, None, AT_A_TIME) if each.is_waiting_one_off]
        if len(waiting) != request.confirmed:
            raise ConflictError(f"{len(waiting)} of your one-offs wait; confirm that number")
        cancelled = [await self._cancelled_async(each) for each in waiting]
        return self.ok([ExecutionDto.of(each) for each in cancelled if each is not None])

    async def _cancelled_async(self, execution: JobExecution) -> JobExecution | None:
        try:
            return await self._cancelling.cancel_async(execution)
        except ConflictError:
            return None
