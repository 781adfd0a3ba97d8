"""ExecutionEnds: waits for the end of a run, whichever process has it."""

from application.clock import Clock
from application.ports.job_executions import JobExecutions
from domain.job.job_execution import JobExecution

LOOK_SECONDS = 0.2


class ExecutionEnds:
    """Looks at the record a few times a second."""

    def __init__(self, executions: JobExecutions, clock: Clock) -> None:
        self._executions = executions
        self._clock = clock

    async def wait_async(self, execution: JobExecution, seconds: float) -> JobExecution:
        """Return the run when it is over, or as it is after `seconds`."""
        ends_seconds = self._clock.monotonic_seconds() + seconds
        newest = execution
        while not newest.state.is_final and (left := ends_seconds - self._clock.monotonic_seconds()) > 0:
            await self._clock.wait_async(min(LOOK_SECONDS, left))
            newest = await self._executions.find_async(execution.id) or newest
        return newest
