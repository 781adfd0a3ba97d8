"""GetExecutionQuery: one run of a job."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.execution_dto import ExecutionDto
from application.job.execution_ends import ExecutionEnds
from application.job.job_steering import JobSteering
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class GetExecutionQuery(Query[OperationResult[ExecutionDto]]):
    """The run with this id; one that is not over is waited for, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.VIEWER

    execution_id: str
    wait_seconds: float = 0


class GetExecutionQueryHandler(QueryHandler[GetExecutionQuery, OperationResult[ExecutionDto]]):
    """As its record is."""

    def __init__(self, steering: JobSteering, ends: ExecutionEnds) -> None:
        self._steering = steering
        self._ends = ends

    async def handle_async(self, request: GetExecutionQuery) -> OperationResult[ExecutionDto]:
        """NotFoundError where there is none, or none any more."""
        execution = await self._steering.execution_async(request.execution_id)
        return self.ok(ExecutionDto.of(await self._ends.wait_async(execution, request.wait_seconds)))
