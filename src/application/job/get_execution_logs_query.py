"""GetExecutionLogsQuery: what a run has logged and printed so far."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.job_steering import JobSteering
from application.job.log_line_dto import LogPageDto, numbered
from application.ports.job_logs import JobLogs
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class GetExecutionLogsQuery(Query[OperationResult[LogPageDto]]):
    """At most `limit` lines of the run with this id, from the number `first` on."""

    required_role: ClassVar[Role] = Role.VIEWER

    execution_id: str
    first: int = 0
    limit: int = 500


class GetExecutionLogsQueryHandler(QueryHandler[GetExecutionLogsQuery, OperationResult[LogPageDto]]):
    """The record is read before its lines: of a run that was over then, all are there."""

    def __init__(self, steering: JobSteering, logs: JobLogs) -> None:
        self._steering = steering
        self._logs = logs

    async def handle_async(self, request: GetExecutionLogsQuery) -> OperationResult[LogPageDto]:
        """NotFoundError where there is no such run."""
        execution = await self._steering.execution_async(request.execution_id)
        lines = await self._logs.read_async(execution.id, request.first, request.limit)
        page = numbered(request.first, lines)
        return self.ok(LogPageDto(items=page, next=request.first + len(page), state=execution.state))
