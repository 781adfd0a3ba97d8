"""EnableJobCommand: keep a job's schedule, whatever its settings say."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class EnableJobCommand(Command[OperationResult[JobDetailsDto]]):
    """The job of this name; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    expected_versions: Collection[int] | None = None


class EnableJobCommandHandler(CommandHandler[EnableJobCommand, OperationResult[JobDetailsDto]]):
    """Its slots count from now on: what lay before was never missed."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: EnableJobCommand) -> OperationResult[JobDetailsDto]:
        """NotFoundError, PermissionDeniedError, PreconditionFailedError, ConflictError."""
        changed = await self._changes.change_async(
            request.job_id, lambda plan: replace(plan.configuration, enabled=True), request.expected_versions
        )
        return self.ok(changed)
