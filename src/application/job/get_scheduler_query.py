"""GetSchedulerQuery: who keeps the schedules, and who answers."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.scheduler_dto import SchedulerDto
from application.job.scheduler_state import SchedulerState
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetSchedulerQuery(Query[OperationResult[SchedulerDto]]):
    """There is one."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetSchedulerQueryHandler(QueryHandler[GetSchedulerQuery, OperationResult[SchedulerDto]]):
    """By the lease."""

    def __init__(self, scheduler: SchedulerState) -> None:
        self._scheduler = scheduler

    async def handle_async(
        self,
        request: GetSchedulerQuery,  # noqa: ARG002  # asks nothing
    ) -> OperationResult[SchedulerDto]:
        """Return who leads."""
        return self.ok(await self._scheduler.show_async())
