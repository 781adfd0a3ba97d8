"""JobQueue: the way into the queue of runs."""

import asyncio

from application.ports.job_executions import JobExecutions
from domain.job.job_execution import JobExecution


class JobQueue:
    """Wakes the runner of this process at once; those of others look several times a second."""

    def __init__(self, executions: JobExecutions) -> None:
        self._executions = executions
        self.arrived = asyncio.Event()

    async def put_async(self, execution: JobExecution) -> bool:
        """Put it in; False where there is one of that id."""
        added = await self._executions.add_async(execution)
        if added:
            self.arrived.set()
        return added
