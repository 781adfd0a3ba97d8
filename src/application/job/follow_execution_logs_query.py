"""FollowExecutionLogsQuery: what a run logs, as it does."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.access.acting import acting_id
from application.job.job_steering import JobSteering
from application.job.log_followers import LogFollowers
from application.job.log_tail import LogTail, LogTold
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowExecutionLogsQuery(Query[OperationResult[AsyncIterator[LogTold]]]):
    """Of the run with this id, from the line number `first` on."""

    required_role: ClassVar[Role] = Role.VIEWER

    execution_id: str
    first: int = 0


class FollowExecutionLogsQueryHandler(QueryHandler[FollowExecutionLogsQuery, OperationResult[AsyncIterator[LogTold]]]):
    """Whoever runs it. Who may follow is decided here, once; LogFollowers ends what is no longer allowed."""

    def __init__(self, steering: JobSteering, followers: LogFollowers, tail: LogTail) -> None:
        self._steering = steering
        self._followers = followers
        self._tail = tail

    async def handle_async(self, request: FollowExecutionLogsQuery) -> OperationResult[AsyncIterator[LogTold]]:
        """NotFoundError where there is no such run; SourceUnavailableError where too many follow."""
        execution = await self._steering.execution_async(request.execution_id)
        self._followers.require_room()
        return self.ok(self._tail.follow_async(execution, request.first, acting_id()))
