"""ListArchivePlansQuery: what is archived again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.archive.archive_plan_loader import ArchivePlanLoader
from domain.access.principal import Role
from domain.archive.archive_plan import ArchivePlan


@dataclass(frozen=True, slots=True)
class ListArchivePlansQuery(Query[OperationResult[Sequence[ArchivePlan]]]):
    """One's own; an admin's are all."""

    required_role: ClassVar[Role] = Role.OPERATOR


class ListArchivePlansQueryHandler(QueryHandler[ListArchivePlansQuery, OperationResult[Sequence[ArchivePlan]]]):
    """Oldest first."""

    def __init__(self, loader: ArchivePlanLoader) -> None:
        self._loader = loader

    async def handle_async(
        self,
        request: ListArchivePlansQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[ArchivePlan]]:
        """Return them."""
        return self.ok(await self._loader.list_async())
