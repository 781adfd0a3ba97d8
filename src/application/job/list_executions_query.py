"""ListExecutionsQuery: the runs of jobs, those to come, those that go on and those that are over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from itsdangerous import BadSignature, URLSafeSerializer
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.access.acting import acting_id
from application.job.execution_dto import ExecutionDto
from application.job.job_plan import JobPlans
from application.job.job_steering import seen_by
from application.ports.job_executions import ExecutionFilter, JobExecutions, Place
from application.settings import Settings
from domain.access.principal import Role
from domain.errors import InvalidCursorError
from domain.job.job_execution import ExecutionState, JobExecution

OWN = "me"


@dataclass(frozen=True, slots=True)
class ExecutionPage:
    """Runs, the newest slots first; `next_cursor` None on the last page."""

    items: Sequence[ExecutionDto]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionCriteria:
    """What all have in common: `owner` is an id, or `me` for who asks. See ExecutionFilter."""

    jobs: Collection[str] = ()
    states: Collection[ExecutionState] = ()
    owner: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExecutionsQuery(Query[OperationResult[ExecutionPage]]):
    """At most `limit` of those that meet the criteria, after `cursor`; `of_job` names the one whose runs they are."""

    required_role: ClassVar[Role] = Role.VIEWER

    criteria: ExecutionCriteria = field(default_factory=ExecutionCriteria)
    of_job: str | None = None
    limit: int = 100
    cursor: str | None = None


class ListExecutionsQueryHandler(QueryHandler[ListExecutionsQuery, OperationResult[ExecutionPage]]):
    """The cursor holds the place of the page's last run, signed."""

    def __init__(self, executions: JobExecutions, plans: JobPlans, settings: Settings) -> None:
        self._executions = executions
        self._plans = plans
        self._cursors = URLSafeSerializer(settings.secret_key.get_secret_value(), salt="job_executions")

    async def handle_async(self, request: ListExecutionsQuery) -> OperationResult[ExecutionPage]:
        """Return one page; InvalidCursorError for a cursor that this list did not give out.

        NotFoundError where there is no such job, and nothing was found of it.
        """
        after = self._place(request.cursor) if request.cursor else None
        criteria = request.criteria if request.of_job is None else replace(request.criteria, jobs=[request.of_job])
        found = await self._executions.list_async(_filter(criteria), after, request.limit + 1)
        if not found and request.of_job is not None:
            await self._plans.get_async(request.of_job)
        page = found[: request.limit]
        cursor = self._cursor(page[-1]) if len(found) > len(page) else None
        return self.ok(ExecutionPage([ExecutionDto.of(each) for each in page], cursor))

    def _cursor(self, last: JobExecution) -> str:
        return str(self._cursors.dumps([last.scheduled_for.isoformat(), last.id]))

    def _place(self, cursor: str) -> Place:
        try:
            scheduled_for, execution_id = self._cursors.loads(cursor)
        except BadSignature:
            raise InvalidCursorError from None
        return Place(scheduled_for=datetime.fromisoformat(scheduled_for), id=execution_id)


def _filter(criteria: ExecutionCriteria) -> ExecutionFilter:
    return ExecutionFilter(
        jobs=criteria.jobs,
        states=criteria.states,
        owner=acting_id() if criteria.owner == OWN else criteria.owner,
        seen_by=seen_by(),
        since=criteria.since,
        until=criteria.until,
    )
