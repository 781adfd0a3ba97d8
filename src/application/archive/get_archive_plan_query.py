"""GetArchivePlanQuery: one plan."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.archive.archive_plan_loader import ArchivePlanLoader
from domain.access.principal import Role
from domain.archive.archive_plan import ArchivePlan


@dataclass(frozen=True, slots=True)
class GetArchivePlanQuery(Query[OperationResult[ArchivePlan]]):
    """The one with this id."""

    required_role: ClassVar[Role] = Role.OPERATOR

    plan_id: str


class GetArchivePlanQueryHandler(QueryHandler[GetArchivePlanQuery, OperationResult[ArchivePlan]]):
    """One's own; an admin's are all."""

    def __init__(self, loader: ArchivePlanLoader) -> None:
        self._loader = loader

    async def handle_async(self, request: GetArchivePlanQuery) -> OperationResult[ArchivePlan]:
        """NotFoundError where there is none, or it is another one's."""
        return self.ok(await self._loader.load_async(request.plan_id))
