"""ExecutionClaims: decides whether a run that is due begins, here and now."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from application.clock import Clock
from application.job.job_announcements import JobAnnouncements
from application.job.job_declaration import Overlap
from application.job.job_outcomes import JobOutcomes
from application.job.job_plan import JobPlan, JobPlans
from application.job.process_name import ProcessName
from application.ports.job_executions import JobExecutions, OverlapError
from application.settings import Settings
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.job.job_events import JobFailedDomainEvent, JobMissedDomainEvent, JobSkippedDomainEvent
from domain.job.job_execution import Control, ExecutionError, ExecutionState, JobExecution

MOST_TAKEOVERS = 5
POSTPONED = timedelta(seconds=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that this process holds, and the plan it follows."""

    execution: JobExecution
    plan: JobPlan


class ExecutionClaims:
    """What does not begin is on record with its reason. Of several processes that decide, one is heard."""

    def __init__(
        self,
        executions: JobExecutions,
        plans: JobPlans,
        announcements: JobAnnouncements,
        outcomes: JobOutcomes,
        process: ProcessName,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._executions = executions
        self._plans = plans
        self._announcements = announcements
        self._outcomes = outcomes
        self._process = process
        self._clock = clock
        self._lease_seconds = settings.job_lease_seconds

    async def claim_async(self, due: JobExecution) -> Claim | None:
        """Take it for this process; None where it does not begin, or another process has it."""
        plan = (await self._plans.recent_async()).get(due.job)
        if plan is None:
            return None
        if due.state is ExecutionState.RUNNING:
            return await self._take_over_async(due, plan)
        if self._is_too_late(due, plan):
            await self._miss_async(due)
            return None
        if await self._is_superseded_async(due):
            await self._skip_async(due, "a later run has done what it was waiting to do")
            return None
        return await self._take_async(due, plan)

    def _is_too_late(self, due: JobExecution, plan: JobPlan) -> bool:
        late = self._clock.now() - due.due_at
        return due.is_of_schedule and due.attempt == 0 and late.total_seconds() > plan.grace_seconds

    async def _is_superseded_async(self, due: JobExecution) -> bool:
        """Whether a later slot had its run while this one waited for patience: going on would only ask again."""
        if due.state is not ExecutionState.RATE_LIMITED or not due.is_of_schedule:
            return False
        newest = await self._executions.newest_slot_async(due.job)
        return newest is not None and newest.scheduled_for > due.scheduled_for and newest.started_at is not None

    async def _take_over_async(self, broken: JobExecution, plan: JobPlan) -> Claim | None:
        """Go on with what a process left behind that died or froze, unless it kills one process after another."""
        if broken.asked is Control.CANCEL:
            return await self._take_async(broken, plan)
        if broken.attempt >= plan.job.max_attempts + MOST_TAKEOVERS:
            await self._give_up_async(broken)
            return None
        log.warning("job_taken_over", job=broken.job, execution=broken.id, attempt=broken.attempt + 1)
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
        return None if taken is None else Claim(taken, plan)

    async def _overlapped_async(self, due: JobExecution, plan: JobPlan) -> None:
        if due.state is not ExecutionState.PENDING:
            await self._postpone_async(due)
            return
        other = await self._executions.running_async(due.job)
        if other is None:
            return
        if plan.job.overlap is Overlap.CANCEL_OTHER:
            await self._executions.ask_async(other.id, Control.CANCEL, SYSTEM_PRINCIPAL.id)
        elif plan.job.overlap is Overlap.SKIP:
            await self._skip_async(due, f"the run {other.id} was still going on")
        elif before := await self._waits_before(due):
            await self._skip_async(due, f"the run {before.id} was waiting already")
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

    async def _skip_async(self, due: JobExecution, reason: str) -> None:
        now = self._clock.now()
        skipped = {"state": ExecutionState.SKIPPED, "finished_at": now, "reason": reason}
        if not await self._executions.change_async(due.id, due.fence, **skipped):
            return
        log.warning("job_skipped", job=due.job, execution=due.id, reason=reason)
        self._outcomes.dropped(due.job, ExecutionState.SKIPPED)
        await self._announcements.tell_async(
            JobSkippedDomainEvent(
                aggregate_id=due.job,
                created_at=now,
                execution_id=due.id,
                scheduled_for=due.scheduled_for,
                reason=reason,
            )
        )

    async def _miss_async(self, due: JobExecution) -> None:
        now, reason = self._clock.now(), "no process was free to run it in time"
        missed = {"state": ExecutionState.MISSED, "finished_at": now, "reason": reason, "missed": 1}
        if not await self._executions.change_async(due.id, due.fence, **missed):
            return
        log.warning("job_missed", job=due.job, execution=due.id, reason=reason)
        self._outcomes.dropped(due.job, ExecutionState.MISSED)
        await self._announcements.tell_async(
            JobMissedDomainEvent(
                aggregate_id=due.job,
                created_at=now,
                execution_id=due.id,
                scheduled_for=due.scheduled_for,
                reason=reason,
                count=1,
            )
        )

    async def _give_up_async(self, broken: JobExecution) -> None:
        now, reason = self._clock.now(), f"{broken.attempt} processes died or froze while they ran it"
        failed = {
            "state": ExecutionState.FAILED,
            "finished_at": now,
            "error": ExecutionError(type="BrokenOff", message=reason),
            "overlap_key": None,
            "lease_until": None,
        }
        if not await self._executions.change_async(broken.id, broken.fence, **failed):
            return
        log.error("job_given_up", job=broken.job, execution=broken.id, reason=reason)
        await self._announcements.tell_async(
            JobFailedDomainEvent(
                aggregate_id=broken.job,
                created_at=now,
                execution_id=broken.id,
                scheduled_for=broken.scheduled_for,
                attempt=broken.attempt,
                reason=reason,
            )
        )
