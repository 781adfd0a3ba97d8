"""ListOperationsQuery: the newest operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.operation.operation_repository import OperationRepository


@dataclass(frozen=True, slots=True)
class OperationPage:
    """Operations, the newest first; `next_before` is what to ask on with, None at the end."""

    items: Sequence[OperationDto]
    next_before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOperationsQuery(Query[OperationResult[OperationPage]]):
    """Those started before the operation `before`, the newest of all where it is None."""

    required_role: ClassVar[Role] = Role.VIEWER

    before: str | None = None
    limit: int = 50


class ListOperationsQueryHandler(QueryHandler[ListOperationsQuery, OperationResult[OperationPage]]):
    """Reads one more than a page holds, to know whether there is another."""

    def __init__(self, operations: OperationRepository) -> None:
        self._operations = operations

    async def handle_async(self, request: ListOperationsQuery) -> OperationResult[OperationPage]:
        """Return one page."""
        found = await self._operations.list_async(request.before, request.limit + 1)
        page = found[: request.limit]
        more = len(found) > len(page)
        return self.ok(OperationPage([OperationDto.of(state) for state in page], page[-1].id if more else None))
