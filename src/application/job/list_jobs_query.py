"""ListJobsQuery: which jobs there are, and how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.job_dto import JobDto
from application.job.job_plan import JobPlans
from application.job.job_shown import JobShown
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class ListJobsQuery(Query[OperationResult[Sequence[JobDto]]]):
    """All of them."""

    required_role: ClassVar[Role] = Role.VIEWER


class ListJobsQueryHandler(QueryHandler[ListJobsQuery, OperationResult[Sequence[JobDto]]]):
    """By name."""

    def __init__(self, plans: JobPlans, shown: JobShown) -> None:
        self._plans = plans
        self._shown = shown

    async def handle_async(
        self,
        request: ListJobsQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[JobDto]]:
        """Return what is shown of each."""
        plans = await self._plans.load_async()
        return self.ok([await self._shown.brief_async(plan) for plan in plans.values()])
