"""ResetJobCommand: run a job again as its code says."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from domain.access.principal import Role

CODES_OWN: dict[str, Any] = {"enabled": None, "schedule": None, "params": {}, "misfire_grace_seconds": None}


@dataclass(frozen=True, slots=True)
class ResetJobCommand(Command[OperationResult[JobDetailsDto]]):
    """The job of this name; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    expected_versions: Collection[int] | None = None


class ResetJobCommandHandler(CommandHandler[ResetJobCommand, OperationResult[JobDetailsDto]]):
    """Schedule, params, grace, and whether it is enabled."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: ResetJobCommand) -> OperationResult[JobDetailsDto]:
        """NotFoundError, PermissionDeniedError, PreconditionFailedError, ConflictError."""
        changed = await self._changes.change_async(
            request.job_id, lambda plan: replace(plan.configuration, **CODES_OWN), request.expected_versions
        )
        return self.ok(changed)
