"""DisableJobCommand: keep a job's schedule no more, until somebody enables it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class DisableJobCommand(Command[OperationResult[JobDetailsDto]]):
    """The job of this name; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    expected_versions: Collection[int] | None = None


class DisableJobCommandHandler(CommandHandler[DisableJobCommand, OperationResult[JobDetailsDto]]):
    """It can be triggered still; what waits already is run."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: DisableJobCommand) -> OperationResult[JobDetailsDto]:
        """NotFoundError, PermissionDeniedError, PreconditionFailedError, ConflictError."""
        changed = await self._changes.change_async(
            request.job_id, lambda plan: replace(plan.configuration, enabled=False), request.expected_versions
        )
        return self.ok(changed)
