"""ExecutionCancelling: ends a run, one that waits at once, one that goes on at its next step."""

from application.access.acting import acting_id
from application.clock import Clock
from application.job.job_announcements import JobAnnouncements
from application.ports.job_executions import JobExecutions
from domain.errors import ConflictError
from domain.job.job_events import JobCancelledDomainEvent
from domain.job.job_execution import WAITING, Control, ExecutionState, JobExecution

TRIES = 3
"""A run may begin, or wait again, while it is being cancelled."""


class ExecutionCancelling:
    """Under the fence of the run: of it and whoever takes it up meanwhile, one is heard."""

    def __init__(self, executions: JobExecutions, announcements: JobAnnouncements, clock: Clock) -> None:
        self._executions = executions
        self._announcements = announcements
        self._clock = clock

    async def cancel_async(self, execution: JobExecution) -> JobExecution:
        """Return the run as it is then; ConflictError where it is over."""
        for _ in range(TRIES):
            if execution.state.is_final:
                raise ConflictError(f"this run is over: it is {execution.state}")
            done = await self._try_async(execution)
            execution = await self._executions.find_async(execution.id) or execution
            if done:
                return execution
        raise ConflictError("this run began and ended again meanwhile; look again")

    async def _try_async(self, execution: JobExecution) -> bool:
        if execution.state not in WAITING:
            return await self._executions.ask_async(execution.id, Control.CANCEL, acting_id())
        now, by = self._clock.now(), acting_id()
        ended = {"state": ExecutionState.CANCELLED, "finished_at": now, "reason": f"cancelled by {by}", "asked_by": by}
        if not await self._executions.change_async(execution.id, execution.fence, **ended):
            return False
        event = JobCancelledDomainEvent(
            aggregate_id=execution.job,
            created_at=now,
            execution_id=execution.id,
            scheduled_for=execution.scheduled_for,
            attempt=execution.attempt,
            by=by,
        )
        self._announcements.tell(event)
        return True
