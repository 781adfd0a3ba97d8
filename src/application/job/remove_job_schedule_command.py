"""RemoveJobScheduleCommand: take away the schedule that somebody gave a job."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from application.job.job_plan import JobPlan
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.job.job_configuration import JobConfiguration


@dataclass(frozen=True, slots=True)
class RemoveJobScheduleCommand(Command[OperationResult[JobDetailsDto]]):
    """Of the job of this name; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    expected_versions: Collection[int] | None = None


class RemoveJobScheduleCommandHandler(CommandHandler[RemoveJobScheduleCommand, OperationResult[JobDetailsDto]]):
    """The code's schedule holds again; a job without one runs only when it is triggered. The rest stays as it is."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: RemoveJobScheduleCommand) -> OperationResult[JobDetailsDto]:
        """ConflictError where nobody gave it one; NotFoundError, PermissionDeniedError, PreconditionFailedError."""
        changed = await self._changes.change_async(request.job_id, _without_schedule, request.expected_versions)
        return self.ok(changed)


def _without_schedule(plan: JobPlan) -> JobConfiguration:
    if plan.configuration.schedule is None:
        raise ConflictError("nobody gave this job a schedule: the one that holds is the code's; disable it instead")
    return replace(plan.configuration, schedule=None)
