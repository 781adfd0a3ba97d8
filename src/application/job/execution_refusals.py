"""ExecutionRefusals: puts on record what does not begin, or not again, with its reason."""

from typing import Any

import structlog

from application.clock import Clock
from application.job.job_announcements import JobAnnouncements
from application.job.run_figures import RunFigures
from application.ports.job_executions import JobExecutions
from domain.job.job_events import (
    JobCancelledDomainEvent,
    JobExecutionDomainEvent,
    JobFailedDomainEvent,
    JobMissedDomainEvent,
    JobSkippedDomainEvent,
)
from domain.job.job_execution import ExecutionError, ExecutionState, JobExecution

log = structlog.get_logger(__name__)


class ExecutionRefusals:
    """Of several processes that refuse the same run, one is heard."""

    def __init__(
        self, executions: JobExecutions, announcements: JobAnnouncements, figures: RunFigures, clock: Clock
    ) -> None:
        self._executions = executions
        self._announcements = announcements
        self._figures = figures
        self._clock = clock

    async def skip_async(self, due: JobExecution, reason: str) -> None:
        """Leave it out: another run of the job goes on, or waits already."""
        event = JobSkippedDomainEvent(**self._named(due), reason=reason)
        if await self._close_async(due, event, reason, state=ExecutionState.SKIPPED):
            self._figures.dropped(due.job, ExecutionState.SKIPPED)

    async def miss_async(self, due: JobExecution) -> None:
        """Leave it out: it is too late for it."""
        reason = "no process was free to run it in time"
        event = JobMissedDomainEvent(**self._named(due), reason=reason, count=1)
        if await self._close_async(due, event, reason, state=ExecutionState.MISSED, missed=1):
            self._figures.dropped(due.job, ExecutionState.MISSED)

    async def cancel_async(self, due: JobExecution) -> None:
        """End what somebody cancelled, and nobody runs any more."""
        event = JobCancelledDomainEvent(**self._named(due), by=due.asked_by)
        await self._close_async(due, event, f"cancelled by {due.asked_by}", state=ExecutionState.CANCELLED)

    async def give_up_async(self, broken: JobExecution) -> None:
        """End what breaks off again and again."""
        reason = f"{broken.attempt} processes died or froze while they ran it"
        event = JobFailedDomainEvent(**self._named(broken), reason=reason)
        error = ExecutionError(type="BrokenOff", message=reason)
        await self._close_async(broken, event, reason, state=ExecutionState.FAILED, error=error)

    async def _close_async(
        self, refused: JobExecution, event: JobExecutionDomainEvent, reason: str, **changes: Any
    ) -> bool:
        free = {"overlap_key": None, "lease_until": None}
        ended = {"finished_at": self._clock.now(), "reason": reason, **free, **changes}
        if not await self._executions.change_async(refused.id, refused.fence, **ended):
            return False
        log.warning("job_refused", job=refused.job, execution=refused.id, state=changes["state"], reason=reason)
        self._announcements.tell(event)
        return True

    def _named(self, refused: JobExecution) -> dict[str, Any]:
        return {
            "aggregate_id": refused.job,
            "created_at": self._clock.now(),
            "execution_id": refused.id,
            "scheduled_for": refused.scheduled_for,
            "attempt": max(refused.attempt, 1),
        }
