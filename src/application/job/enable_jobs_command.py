"""EnableJobsCommand: enable several jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.bulk_outcomes import BulkOutcomeDto, outcomes_async
from application.job.job_changes import JobChanges
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class EnableJobsCommand(Command[OperationResult[Sequence[BulkOutcomeDto]]]):
    """The jobs of these names."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_ids: Sequence[str]


class EnableJobsCommandHandler(CommandHandler[EnableJobsCommand, OperationResult[Sequence[BulkOutcomeDto]]]):
    """Each by itself."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: EnableJobsCommand) -> OperationResult[Sequence[BulkOutcomeDto]]:
        """Return what became of each."""
        return self.ok(await outcomes_async(request.job_ids, self._enable_async))

    async def _enable_async(self, job_id: str) -> None:
        await self._changes.change_async(job_id, lambda plan: replace(plan.configuration, enabled=True))
