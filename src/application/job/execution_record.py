"""ExecutionRecord: the record of a run while it goes on, written under its fence."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import structlog

from application.clock import Clock
from application.job.execution_claims import Claim
from application.job.job_announcements import JobAnnouncements
from application.job.run_log import LINES_KEPT, RunLog, logging_to
from application.ports.job_executions import JobExecutions
from application.ports.job_logs import JobLogs
from domain.errors import SourceUnavailableError
from domain.job.job_configuration import JobConfigurations
from domain.job.job_events import JobDomainEvent, JobProgressedDomainEvent, JobStartedDomainEvent
from domain.job.job_execution import ExecutionProgress

KEPT_EACH_SECONDS = 1.0
TOLD_EACH_SECONDS = 2.0
FLUSHED_EACH_SECONDS = 0.5
TRIED_FOR_SECONDS = 30.0
"""How long the end of a run is written again while the database is away: then another process has it."""

log = structlog.get_logger(__name__)


class FenceLostError(Exception):
    """Somebody else has the run by now; what is done here counts for nothing."""


class ExecutionRecord:
    """Keeps progress at most once a second and tells of it at most each two, however often it is said."""

    def __init__(
        self,
        claim: Claim,
        executions: JobExecutions,
        configurations: JobConfigurations,
        logs: JobLogs,
        announcements: JobAnnouncements,
        clock: Clock,
    ) -> None:
        self._claim = claim
        self._executions = executions
        self._configurations = configurations
        self._logs = logs
        self._announcements = announcements
        self._clock = clock
        self._kept_at_seconds = self._told_at_seconds = clock.monotonic_seconds()
        self.log = RunLog(clock)

    async def begin_async(self) -> None:
        """Tell that it began; the log of a later attempt goes on where the one before stopped."""
        execution = self._claim.execution
        if execution.attempt > 1 or execution.fence > 1:
            self.log = RunLog(self._clock, min(await self._logs.count_async(execution.id), LINES_KEPT))
        if self._claim.taken_from:
            with logging_to(self.log):
                log.warning("job_taken_over", holder_before=self._claim.taken_from, attempt=execution.attempt)
        self.tell(
            JobStartedDomainEvent(
                aggregate_id=execution.job,
                created_at=self._clock.now(),
                execution_id=execution.id,
                scheduled_for=execution.scheduled_for,
                attempt=execution.attempt,
                triggered_by=execution.triggered_by,
                owner=execution.owner,
            )
        )

    async def keep_progress_async(self, progress: ExecutionProgress, *, at_once: bool = False) -> None:
        """Keep how far it is, and tell, when the database lets; FenceLostError where the run is somebody else's."""
        now = self._clock.monotonic_seconds()
        if at_once or now - self._kept_at_seconds >= KEPT_EACH_SECONDS:
            self._kept_at_seconds = now
            with suppress(SourceUnavailableError):
                await self._write_async(progress=progress)
        if now - self._told_at_seconds >= TOLD_EACH_SECONDS:
            self._told_at_seconds = now
            self.tell(self._progressed(progress))

    async def end_async(self, **changes: Any) -> None:
        """Write how it ended, and let others of its job begin; tried again for a while when the database is away."""
        await self._insist_async(partial(self._end_async, changes))

    async def continue_from_async(self, place: str | None) -> None:
        """Keep where the next run of the job begins, as `end_async` does; a dry run changes nothing."""
        if not self._claim.execution.dry_run and place != self._claim.plan.configuration.continue_from:
            await self._insist_async(partial(self._configurations.continue_from_async, self._claim.plan.name, place))

    async def _insist_async(self, write: Callable[[], Awaitable[None]]) -> None:
        until = self._clock.monotonic_seconds() + TRIED_FOR_SECONDS
        while True:
            try:
                await write()
            except SourceUnavailableError:
                if self._clock.monotonic_seconds() >= until:
                    raise
                await self._clock.wait_async(FLUSHED_EACH_SECONDS)
            else:
                return

    async def _end_async(self, changes: Mapping[str, Any]) -> None:
        await self.flush_async()
        try:
            await self._write_async(**changes, overlap_key=None, lease_until=None)
        except FenceLostError:
            if not await self._is_ended_async(changes):
                raise

    async def _is_ended_async(self, changes: Mapping[str, Any]) -> bool:
        """Whether it was written before, and only the answer was lost."""
        mine, known = self._claim.execution, await self._executions.find_async(self._claim.execution.id)
        return known is not None and (known.fence, known.state) == (mine.fence, changes["state"])

    async def _write_async(self, **changes: Any) -> None:
        """Write fields; FenceLostError where the run is somebody else's."""
        execution = self._claim.execution
        if not await self._executions.change_async(execution.id, execution.fence, **changes):
            raise FenceLostError(execution.id)

    def tell(self, event: JobDomainEvent) -> None:
        """Tell something of it."""
        self._announcements.tell(event)

    async def flush_each_while_async(self) -> None:
        """Keep what is logged, twice a second, until cancelled."""
        while True:
            await self._clock.wait_async(FLUSHED_EACH_SECONDS)
            with suppress(SourceUnavailableError):
                await self.flush_async()

    async def flush_async(self) -> None:
        """Keep what is logged since the last time."""
        first, lines = self.log.take()
        if not lines:
            return
        try:
            await self._logs.append_async(self._claim.execution.id, first, lines)
        except (SourceUnavailableError, asyncio.CancelledError):
            self.log.put_back(first, lines)
            raise

    def _progressed(self, progress: ExecutionProgress) -> JobProgressedDomainEvent:
        execution = self._claim.execution
        return JobProgressedDomainEvent(
            aggregate_id=execution.job,
            created_at=self._clock.now(),
            execution_id=execution.id,
            scheduled_for=execution.scheduled_for,
            attempt=execution.attempt,
            done=progress.done,
            total=progress.total,
            text=progress.text,
        )
