"""GetOperationQuery: one operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.operation.operation_dto import OperationDto
from application.operation.recent_operations import RecentOperations
from domain.access.principal import Role
from domain.errors import NotFoundError
from domain.operation.operation_repository import OperationRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOperationQuery(Query[OperationResult[OperationDto]]):
    """The operation with this id; one that runs is waited for, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.VIEWER

    operation_id: str
    wait_seconds: float = 0


class GetOperationQueryHandler(QueryHandler[GetOperationQuery, OperationResult[OperationDto]]):
    """Recent ones are in memory, older ones in their documents."""

    def __init__(self, recent: RecentOperations, operations: OperationRepository) -> None:
        self._recent = recent
        self._operations = operations

    async def handle_async(self, request: GetOperationQuery) -> OperationResult[OperationDto]:
        """Return the operation; NotFoundError when there is none with this id, or none any more."""
        state = await self._recent.wait_until_finished_async(request.operation_id, request.wait_seconds)
        if state is None:
            operation = await self._operations.get_async(request.operation_id)
            if operation is None:
                raise NotFoundError("there is no operation with this id; they are kept for thirty days")
            state = operation.state
        return self.ok(OperationDto.of(state))
