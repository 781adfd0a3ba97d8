"""GetJobsHealthQuery: whether jobs run in time, and whether anybody keeps their schedules."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.job.job_plan import JobPlan, JobPlans
from application.job.job_standings import JobStanding, JobStandings
from application.job.jobs_health_dto import JobHealthWord, JobsHealthDto, JobStandingDto
from application.job.scheduler_state import SchedulerState
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetJobsHealthQuery(Query[OperationResult[JobsHealthDto]]):
    """Of all jobs."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetJobsHealthQueryHandler(QueryHandler[GetJobsHealthQuery, OperationResult[JobsHealthDto]]):
    """From the records, as they are now."""

    def __init__(self, plans: JobPlans, standings: JobStandings, scheduler: SchedulerState) -> None:
        self._plans = plans
        self._standings = standings
        self._scheduler = scheduler

    async def handle_async(
        self,
        request: GetJobsHealthQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[JobsHealthDto]:
        """Return how each stands."""
        plans = await self._plans.load_async()
        jobs = [_shown(plan, await self._standings.of_async(plan)) for plan in plans.values()]
        scheduler = await self._scheduler.show_async()
        well = scheduler.leads and not any(job.overdue for job in jobs)
        return self.ok(JobsHealthDto(well=well, scheduler=scheduler, jobs=jobs))


def _shown(plan: JobPlan, standing: JobStanding) -> JobStandingDto:
    newest, succeeded = standing.newest, standing.last_success
    return JobStandingDto(
        name=plan.name,
        health=_health(plan, standing),
        overdue=standing.overdue,
        failing=standing.failing,
        due_by=standing.due_by,
        last_state=newest and newest.state,
        last_success_at=succeeded and succeeded.finished_at,
        last_duration_seconds=newest and newest.duration_seconds,
        timeout_seconds=plan.job.timeout_seconds,
    )


def _health(plan: JobPlan, standing: JobStanding) -> JobHealthWord:
    if standing.overdue:
        return JobHealthWord.OVERDUE
    if standing.failing:
        return JobHealthWord.FAILING
    return JobHealthWord.OK if plan.enabled else JobHealthWord.OFF
