"""JobShown: makes what is shown of a job from its plan and its records."""

import inspect
from dataclasses import asdict
from datetime import datetime
from typing import Any

from application.clock import Clock
from application.job.execution_dto import ExecutionDto
from application.job.job_dto import (
    JobDetailsDto,
    JobDto,
    JobOverridesDto,
    JobParamDto,
    NextRunDto,
    ScheduleDto,
    ScheduleSource,
)
from application.job.job_params import described_params
from application.job.job_plan import JobPlan
from application.job.job_standings import JobStanding, JobStandings
from application.job.job_steering import seen_by
from application.job.next_runs import NextRun, next_runs
from application.job.result_types import result_schema
from application.ports.job_executions import JobExecutions
from domain.job.job_execution import JobExecution
from domain.job.schedule import Schedule

PREVIEWED = 5


class JobShown:
    """As the records are now."""

    def __init__(self, standings: JobStandings, executions: JobExecutions, clock: Clock) -> None:
        self._standings = standings
        self._executions = executions
        self._clock = clock

    async def brief_async(self, plan: JobPlan) -> JobDto:
        """What a list shows."""
        return JobDto(**self._fields(plan, await self._standings.of_async(plan)))

    async def details_async(self, plan: JobPlan) -> JobDetailsDto:
        """All that is known."""
        job, configuration = plan.job, plan.configuration
        standing = await self._standings.of_async(plan)
        return JobDetailsDto(
            **self._fields(plan, standing),
            next_runs=[NextRunDto(**asdict(run)) for run in self._next_runs(plan, PREVIEWED)],
            overrides=_overrides(plan),
            params=[JobParamDto(**asdict(param)) for param in described_params(job.params)],
            result_schema=result_schema(job.job_class.result_type()),
            counted_from=configuration.counted_from,
            due_by=standing.due_by,
            grace_seconds=plan.grace_seconds,
            timeout_seconds=job.timeout_seconds,
            overlap=job.overlap,
            max_attempts=job.max_attempts,
            can_dry_run=job.can_dry_run,
            continue_from=configuration.continue_from,
            waiting=[ExecutionDto.of(each) for each in await self.waiting_async(plan)],
        )

    def _fields(self, plan: JobPlan, standing: JobStanding) -> dict[str, Any]:
        newest, succeeded = standing.newest, standing.last_success
        return {
            "name": plan.name,
            "description": description_of(plan),
            "enabled": plan.enabled,
            "schedule": plan.schedule and _schedule(plan.schedule),
            "schedule_source": _source(plan),
            "next_run_at": self.next_run_at(plan),
            "last_run_at": newest and newest.started_at,
            "last_state": newest and newest.state,
            "last_duration_seconds": newest and newest.duration_seconds,
            "last_success_at": succeeded and succeeded.finished_at,
            "running": standing.running,
            "failing": standing.failing,
            "overdue": standing.overdue,
            "steered_by": plan.job.steered_by.name.lower(),
            "version": plan.configuration.version,
        }

    def _next_runs(self, plan: JobPlan, count: int) -> list[NextRun]:
        return next_runs(plan.slots, self._clock.now(), plan.name, count) if plan.slots else []

    def next_run_at(self, plan: JobPlan) -> datetime | None:
        """Return when its next slot begins; None while it has none."""
        return next((run.at for run in self._next_runs(plan, 1)), None)

    async def waiting_async(self, plan: JobPlan) -> list[JobExecution]:
        """Return its runs that wait, as far as who acts may see them."""
        shown_to, waiting = seen_by(), await self._executions.waiting_async(plan.name)
        return [each for each in waiting if not each.is_waiting_one_off or shown_to in (None, each.owner)]


def description_of(plan: JobPlan) -> str:
    """What its class says that it does, in its first line."""
    return (inspect.getdoc(plan.job.job_class) or "").partition("\n")[0]


def _schedule(schedule: Schedule) -> ScheduleDto:
    return ScheduleDto(**asdict(schedule), text=str(schedule))


def _source(plan: JobPlan) -> ScheduleSource:
    if plan.configuration.schedule is not None:
        return ScheduleSource.OVERRIDE
    return ScheduleSource.CODE if plan.schedule else ScheduleSource.NONE


def _overrides(plan: JobPlan) -> JobOverridesDto:
    changed = plan.configuration
    return JobOverridesDto(
        enabled=changed.enabled,
        schedule=changed.schedule and _schedule(changed.schedule),
        params=changed.params,
        misfire_grace_seconds=changed.misfire_grace_seconds,
        changed_at=changed.changed_at,
        changed_by=changed.changed_by,
    )
