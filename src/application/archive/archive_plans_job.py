"""ArchivePlansJob: begins the runs of plans whose schedules are due."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from application.archive.archive_plan_runs import ArchivePlanRuns
from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.job.slots import due_slots
from domain.archive.archive_plan import ArchivePlan, ArchivePlanRepository
from domain.job.job_execution import TriggerKind

CAUGHT_UP = timedelta(days=1)
"""A plan whose time came while no service ran is carried out later, once, and not after a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlansResult(JobResult):
    """What was begun."""

    plans: Annotated[int, Field(ge=0, description="active plans that were looked at")]
    due: Annotated[int, Field(ge=0, description="plans of which a run was queued")]


@backgroundjob(task_type="recurrent", interval=30.0, timeout_seconds=30.0)
class ArchivePlansJob(RecurrentBackgroundJob):
    """Queue the runs of active archive plans that are due.

    A slot has one run, although it is looked at for a day.
    """

    def __init__(self, plans: ArchivePlanRepository, runs: ArchivePlanRuns, clock: Clock) -> None:
        self._plans = plans
        self._runs = runs
        self._clock = clock

    async def run_every(self, run: JobRun) -> ArchivePlansResult:  # noqa: ARG002  # what is due follows from the plans alone
        """Begin the newest slot of each."""
        due = [await self._begin_async(plan) for plan in await self._plans.list_async() if plan.active]
        return ArchivePlansResult(plans=len(due), due=sum(due))

    async def _begin_async(self, plan: ArchivePlan) -> bool:
        now = self._clock.now()
        slots = due_slots(plan.schedule, max(plan.counted_from, now - CAUGHT_UP), now, plan.id)
        if slots is None:
            return False
        await self._runs.begin_async(plan, slots.newest, TriggerKind.SCHEDULE)
        return True
