"""GetJobQuery: one job, with its next runs and what was changed of it."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.job_dto import JobDetailsDto
from application.job.job_plan import JobPlans
from application.job.job_shown import JobShown
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetJobQuery(Query[OperationResult[JobDetailsDto]]):
    """The one of this name."""

    required_role: ClassVar[Role] = Role.VIEWER

    name: str


class GetJobQueryHandler(QueryHandler[GetJobQuery, OperationResult[JobDetailsDto]]):
    """As it is in every process."""

    def __init__(self, plans: JobPlans, shown: JobShown) -> None:
        self._plans = plans
        self._shown = shown

    async def handle_async(self, request: GetJobQuery) -> OperationResult[JobDetailsDto]:
        """NotFoundError where there is none."""
        return self.ok(await self._shown.details_async(await self._plans.get_async(request.name)))
