"""JobFacts: all that decides whether a job runs now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.clock import Clock
from application.job.job_plan import JobPlan
from application.job.job_shown import JobShown
from application.job.scheduler_state import SchedulerState
from application.ports.job_executions import ExecutionFilter, JobExecutions
from application.ports.leases import Lease
from application.settings import Settings
from domain.job.job_execution import ExecutionState, JobExecution

MOST_RUNNING = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """`running` are the runs of the job that go on, `waiting` those that who asks may see, the first due first.

    `last` is its newest run, or slot without one, that is over. `holders` says how many runs each process
    has, each of which takes at most `places`.
    """

    plan: JobPlan
    now: datetime
    running: Sequence[JobExecution]
    waiting: Sequence[JobExecution]
    last: JobExecution | None
    next_slot: datetime | None
    lease: Lease | None
    holders: Counter[str]
    places: int


class JobFactsReader:
    """Reads them from the records."""

    def __init__(
        self, executions: JobExecutions, shown: JobShown, scheduler: SchedulerState, settings: Settings, clock: Clock
    ) -> None:
        self._executions = executions
        self._shown = shown
        self._scheduler = scheduler
        self._settings = settings
        self._clock = clock

    async def read_async(self, plan: JobPlan) -> JobFacts:
        """Look at what is there now."""
        going_on = await self._executions.list_async(
            ExecutionFilter(states=[ExecutionState.RUNNING]), None, MOST_RUNNING
        )
        over = [state for state in ExecutionState if state.is_final]
        last = await self._executions.list_async(ExecutionFilter(jobs=[plan.name], states=over), None, 1)
        return JobFacts(
            plan=plan,
            now=self._clock.now(),
            running=[each for each in going_on if each.job == plan.name],
            waiting=await self._shown.waiting_async(plan),
            last=last[0] if last else None,
            next_slot=self._shown.next_run_at(plan),
            lease=await self._scheduler.lease_async(),
            holders=Counter(each.holder for each in going_on),
            places=self._settings.max_concurrent_executions,
        )
