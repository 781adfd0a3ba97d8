"""TriggerJobsCommand: run several jobs now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.bulk_outcomes import BulkOutcomeDto, outcomes_async
from application.job.execution_dto import ExecutionDto
from application.job.job_triggers import JobTriggers, WantedRun
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class TriggerJobsCommand(Command[OperationResult[Sequence[BulkOutcomeDto]]]):
    """The jobs of these names, with the params that are set for them."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_ids: Sequence[str]


class TriggerJobsCommandHandler(CommandHandler[TriggerJobsCommand, OperationResult[Sequence[BulkOutcomeDto]]]):
    """Each by itself."""

    def __init__(self, triggers: JobTriggers) -> None:
        self._triggers = triggers

    async def handle_async(self, request: TriggerJobsCommand) -> OperationResult[Sequence[BulkOutcomeDto]]:
        """Return what became of each, with its run."""
        return self.accepted(await outcomes_async(request.job_ids, self._trigger_async))

    async def _trigger_async(self, job_id: str) -> ExecutionDto:
        return ExecutionDto.of(await self._triggers.trigger_async(job_id, WantedRun()))
