"""JobTotals: how many runs ended how within the last day."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from application.clock import Clock
from application.ports.job_executions import ExecutionTotal, JobExecutions

DAY = timedelta(days=1)
OLD_SECONDS = 15.0


class JobTotals:
    """Counted at most four times a minute, however many ask: it is the one question that reads a whole day."""

    def __init__(self, executions: JobExecutions, clock: Clock) -> None:
        self._executions = executions
        self._clock = clock
        self._counting = asyncio.Lock()
        self._counted_at_seconds = -OLD_SECONDS
        self._totals: Sequence[ExecutionTotal] = ()

    async def recent_async(self) -> Sequence[ExecutionTotal]:
        """Return them, a quarter of a minute old at most."""
        async with self._counting:
            await self._count_when_old_async()
        return self._totals

    async def _count_when_old_async(self) -> None:
        now_seconds = self._clock.monotonic_seconds()
        if now_seconds - self._counted_at_seconds >= OLD_SECONDS:
            self._totals = await self._executions.totals_async(self._clock.now() - DAY)
            self._counted_at_seconds = now_seconds
