"""GetJobsOverviewQuery: how the last day went, what goes on now and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel

from application.job.execution_dto import ExecutionDto
from application.job.job_dto import JobDto
from application.job.job_plan import JobPlans
from application.job.job_shown import JobShown
from application.job.job_totals import JobTotals
from application.ports.job_executions import ExecutionFilter, ExecutionTotal, JobExecutions
from domain.access.principal import Role
from domain.job.job_execution import SUCCEEDED, ExecutionState

MOST_RUNNING = 200


class JobDayDto(BaseModel):
    """The last day of one job: its runs by state, and how long those that succeeded took on average."""

    name: str
    enabled: bool
    counts: Mapping[ExecutionState, int]
    average_seconds: float | None
    last_duration_seconds: float | None
    next_run_at: datetime | None


class JobsOverviewDto(BaseModel):
    """The last day over all jobs, a few seconds old; `running` is what goes on now."""

    counts: Mapping[ExecutionState, int]
    jobs: Sequence[JobDayDto]
    running: Sequence[ExecutionDto]


@dataclass(frozen=True, slots=True)
class GetJobsOverviewQuery(Query[OperationResult[JobsOverviewDto]]):
    """Of all jobs."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetJobsOverviewQueryHandler(QueryHandler[GetJobsOverviewQuery, OperationResult[JobsOverviewDto]]):
    """Slots of the last 24 hours."""

    def __init__(self, plans: JobPlans, shown: JobShown, totals: JobTotals, executions: JobExecutions) -> None:
        self._plans = plans
        self._shown = shown
        self._totals = totals
        self._executions = executions

    async def handle_async(
        self,
        request: GetJobsOverviewQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[JobsOverviewDto]:
        """Count, and show what runs."""
        plans, totals = await self._plans.load_async(), await self._totals.recent_async()
        days = [_day(await self._shown.brief_async(plan), totals) for plan in plans.values()]
        going_on = ExecutionFilter(states=[ExecutionState.RUNNING])
        running = await self._executions.list_async(going_on, None, MOST_RUNNING)
        shown = [ExecutionDto.of(each) for each in running]
        return self.ok(JobsOverviewDto(counts=_counts(totals), jobs=days, running=shown))


def _day(job: JobDto, totals: Iterable[ExecutionTotal]) -> JobDayDto:
    own = [total for total in totals if total.job == job.name]
    return JobDayDto(
        name=job.name,
        enabled=job.enabled,
        counts=_counts(own),
        average_seconds=_average(own),
        last_duration_seconds=job.last_duration_seconds,
        next_run_at=job.next_run_at,
    )


def _counts(totals: Iterable[ExecutionTotal]) -> dict[ExecutionState, int]:
    counts: dict[ExecutionState, int] = {}
    for total in totals:
        counts[total.state] = counts.get(total.state, 0) + total.count
    return counts


def _average(totals: Iterable[ExecutionTotal]) -> float | None:
    took = [(each.average_seconds, each.count) for each in totals if each.state in SUCCEEDED]
    known = [(seconds, count) for seconds, count in took if seconds is not None]
    runs = sum(count for _, count in known)
    return round(sum(seconds * count for seconds, count in known) / runs, 3) if runs else None
