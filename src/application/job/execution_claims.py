"""ExecutionClaims: decides whether a run that is due begins, here and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from application.clock import Clock
from application.job.execution_refusals import ExecutionRefusals
from application.job.job_declaration import Overlap
from application.job.job_plan import JobPlan, JobPlans
from application.ports.job_executions import JobExecutions, OverlapError
from application.process_name import ProcessName
from application.settings import Settings
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.job.job_execution import Control, ExecutionState, JobExecution

MOST_TAKEOVERS = 5
POSTPONED = timedelta(seconds=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that this process holds, and the plan it follows; `taken_from` the process that broke off, "" for none."""

    execution: JobExecution
    plan: JobPlan
    taken_from: str = ""


class OutpacedError(Exception):
    """Another process has taken a run since it was found."""


class ExecutionClaims:
    """What does not begin is on record with its reason."""

    def __init__(
        self,
        executions: JobExecutions,
        plans: JobPlans,
        refusals: ExecutionRefusals,
        process: ProcessName,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._executions = executions
        self._plans = plans
        self._refusals = refusals
        self._process = process
        self._clock = clock
        self._lease_seconds = settings.job_lease_seconds

    async def due_async(self, limit: int) -> Sequence[JobExecution]:
        """Find what may begin; runs of a job that this process does not have are left to others."""
        return await self._executions.due_async(self._plans.names, limit)

    async def claim_async(self, due: JobExecution) -> Claim | None:
        """Take it for this process; None where it does not begin, OutpacedError where another process was faster."""
        plan = (await self._plans.recent_async())[due.job]
        if due.asked is Control.CANCEL:
            await self._refusals.cancel_async(due)
        elif due.state is ExecutionState.RUNNING:
            return await self._take_over_async(due, plan)
        elif self._is_too_late(due, plan):
            await self._refusals.miss_async(due)
        elif await self._is_superseded_async(due):
            await self._refusals.skip_async(due, "a later run has done what it was waiting to do")
        else:
            return await self._take_async(due, plan)
        return None

    def _is_too_late(self, due: JobExecution, plan: JobPlan) -> bool:
        late = self._clock.now() - due.due_at
        return due.is_of_schedule and not due.has_begun and late.total_seconds() > plan.grace_seconds

    async def _is_superseded_async(self, due: JobExecution) -> bool:
        """Whether a later slot had its run while this one waited for patience: going on would only ask again."""
        if due.state is not ExecutionState.RATE_LIMITED or not due.is_of_schedule:
            return False
        newest = await self._executions.newest_slot_async(due.job)
        return newest is not None and newest.scheduled_for > due.scheduled_for and newest.started_at is not None

    async def _take_over_async(self, broken: JobExecution, plan: JobPlan) -> Claim | None:
        """Go on with what a process left behind that died or froze, unless it kills one process after another."""
        if broken.attempt >= plan.job.max_attempts + MOST_TAKEOVERS:
            await self._refusals.give_up_async(broken)
            return None
        return await self._take_async(broken, plan)

    async def _take_async(self, due: JobExecution, plan: JobPlan) -> Claim | None:
        goes_on = due.state is ExecutionState.RATE_LIMITED
        changes: dict[str, Any] = {
            "overlap_key": due.id if plan.job.overlap is Overlap.ALLOW else due.job,
            "attempt": due.attempt if goes_on else due.attempt + 1,
            "started_at": due.started_at or self._clock.now(),
        }
        try:
            taken = await self._executions.take_async(due, self._process.name, self._lease_seconds, **changes)
        except OverlapError:
            await self._overlapped_async(due, plan)
            return None
        if taken is None:
            raise OutpacedError(due.id)
        return Claim(taken, plan, due.holder if due.state is ExecutionState.RUNNING else "")

    async def _overlapped_async(self, due: JobExecution, plan: JobPlan) -> None:
        other = await self._executions.running_async(due.job)
        if other is None:
            return  # it has just ended: the next look finds this one again
        if due.has_begun:
            await self._postpone_async(due)
        elif plan.job.overlap is Overlap.CANCEL_OTHER:
            await self._executions.ask_async(other.id, Control.CANCEL, SYSTEM_PRINCIPAL.id)
        elif plan.job.overlap is Overlap.SKIP:
            await self._refusals.skip_async(due, f"the run {other.id} was still going on")
        elif before := await self._waits_before(due):
            await self._refusals.skip_async(due, f"the run {before.id} was waiting already")
        else:
            await self._postpone_async(due)

    async def _waits_before(self, due: JobExecution) -> JobExecution | None:
        waiting = await self._executions.waiting_async(due.job)
        older = (each for each in waiting if (each.scheduled_for, each.id) < (due.scheduled_for, due.id))
        return next(older, None)

    async def _postpone_async(self, due: JobExecution) -> None:
        """Look again in a while."""
        again_at = self._clock.now() + POSTPONED
        await self._executions.change_async(due.id, due.fence, state=due.state, due_at=again_at)
