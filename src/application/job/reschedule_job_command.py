"""RescheduleJobCommand: give a job another schedule."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.job.job_changes import JobChanges
from application.job.job_dto import JobDetailsDto
from application.job.wanted_schedule import WantedSchedule
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleJobCommand(Command[OperationResult[JobDetailsDto]]):
    """The job of this name; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    job_id: str
    wanted: WantedSchedule
    expected_versions: Collection[int] | None = None


class RescheduleJobCommandHandler(CommandHandler[RescheduleJobCommand, OperationResult[JobDetailsDto]]):
    """It takes the place of the one before; its slots count from now on. Whether the job is enabled stays as it is."""

    def __init__(self, changes: JobChanges) -> None:
        self._changes = changes

    async def handle_async(self, request: RescheduleJobCommand) -> OperationResult[JobDetailsDto]:
        """InvalidValuesError, NotFoundError, PermissionDeniedError, PreconditionFailedError, ConflictError."""
        schedule = request.wanted.schedule()
        changed = await self._changes.change_async(
            request.job_id, lambda plan: replace(plan.configuration, schedule=schedule), request.expected_versions
        )
        return self.ok(changed)
