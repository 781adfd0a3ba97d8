"""Operations over HTTP: /api/operations."""

from collections.abc import Sequence
from typing import Annotated

from classy_fastapi.decorators import get
from fastapi import Path, Query
from pydantic import BaseModel
from starlette.responses import Response

from api.controller import PROBLEMS, FleetController
from api.ids import UUID_PATTERN
from api.operation.operation_response import WaitSeconds
from application.operation.get_operation_query import GetOperationQuery
from application.operation.list_operations_query import ListOperationsQuery
from application.operation.operation_dto import OperationDto

OperationId = Annotated[str, Path(pattern=UUID_PATTERN, description="an operation's id, a UUID")]


class OperationPageReply(BaseModel):
    """Operations, the newest first; ask on with `before=next_before`, which is null at the end."""

    items: Sequence[OperationDto]
    next_before: str | None


class OperationsController(FleetController):
    """What was asked for and takes its time."""

    path = "/api/operations"

    @get("", response_model=OperationPageReply, responses=PROBLEMS)
    async def list_operations(
        self,
        before: Annotated[str | None, Query(pattern=UUID_PATTERN, description="next_before of the page before")] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> Response:
        """List operations, the newest first; they are kept for thirty days."""
        return await self.execute_async(ListOperationsQuery(before=before, limit=limit))

    @get("/{operation_id}", response_model=OperationDto, responses=PROBLEMS)
    async def get_operation(self, operation_id: OperationId, wait: WaitSeconds = 0) -> Response:
        """Get one operation, when it is finished or after `wait` seconds."""
        return await self.execute_async(GetOperationQuery(operation_id=operation_id, wait_seconds=wait))
