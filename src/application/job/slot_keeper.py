"""SlotKeeper: turns the slots that are due into runs, and puts on record those that go by without one."""

from dataclasses import replace
from datetime import datetime

import structlog

from application.clock import Clock, rfc3339
from application.job.job_announcements import JobAnnouncements
from application.job.job_plan import JobPlan
from application.job.job_queue import JobQueue
from application.job.run_figures import RunFigures
from application.job.slots import DueSlots, begin_of
from domain.job.job_events import JobMissedDomainEvent
from domain.job.job_execution import ExecutionState, JobExecution, TriggerKind

log = structlog.get_logger(__name__)


class SlotKeeper:
    """Each slot has one id in all processes: a second leader, or one who begins anew, finds it taken."""

    def __init__(
        self,
        queue: JobQueue,
        announcements: JobAnnouncements,
        figures: RunFigures,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._announcements = announcements
        self._figures = figures
        self._clock = clock

    async def keep_async(self, plan: JobPlan, due: DueSlots, triggered_by: TriggerKind, mark: str = "") -> None:
        """Queue a run of the newest slot where it is within the job's grace; the others, or all, were missed.

        The oldest come first, so that who goes on after this process died begins with what is not on record. `mark`
        ends the ids of slots that come again.
        """
        late_seconds = (self._clock.now() - due.newest).total_seconds()
        if late_seconds > plan.grace_seconds:
            await self._miss_async(plan, due.newest, due.count, mark)
            return
        if due.before_newest is not None:
            await self._miss_async(plan, due.before_newest, due.count - 1, mark)
        await self._queue.put_async(self._execution(plan, due.newest, triggered_by, mark))

    async def start_async(self, plan: JobPlan) -> None:
        """Queue the run that a job has when the service starts."""
        execution = self._execution(plan, self._clock.now(), TriggerKind.START)
        await self._queue.put_async(execution)

    def _execution(self, plan: JobPlan, slot: datetime, triggered_by: TriggerKind, mark: str = "") -> JobExecution:
        slots = plan.schedule
        return JobExecution(
            id=f"{plan.name}@{rfc3339(slot)}{mark}",
            job=plan.name,
            scheduled_for=slot,
            due_at=begin_of(slots, slot, plan.name) if slots else slot,
            created_at=self._clock.now(),
            triggered_by=triggered_by,
            params=plan.params,
        )

    async def _miss_async(self, plan: JobPlan, newest: datetime, count: int, mark: str) -> None:
        reason = "no scheduler was there at the time, and it is too late now"
        record = replace(
            self._execution(plan, newest, TriggerKind.CATCH_UP, mark),
            state=ExecutionState.MISSED,
            finished_at=self._clock.now(),
            missed=count,
            reason=reason,
        )
        if not await self._queue.put_async(record):
            return
        log.warning("job_slots_missed", job=plan.name, count=count, newest=rfc3339(newest))
        self._figures.dropped(plan.name, ExecutionState.MISSED, count)
        event = JobMissedDomainEvent(
            aggregate_id=plan.name,
            created_at=self._clock.now(),
            execution_id=record.id,
            scheduled_for=newest,
            reason=reason,
            count=count,
        )
        self._announcements.tell(event)
