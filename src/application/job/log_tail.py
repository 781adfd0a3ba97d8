"""LogTail: what a run logs, while it goes on in whatever process."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from application.clock import Clock
from application.job.log_line_dto import LogLineDto, numbered
from application.ports.job_executions import JobExecutions
from application.ports.job_logs import JobLogs
from application.readiness import Readiness
from domain.errors import SourceUnavailableError
from domain.job.job_execution import JobExecution

LOOK_SECONDS = 0.3
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 1800.0
MOST_FOLLOWERS = 50
READ_AT_A_TIME = 500
COME_BACK_SECONDS = 5.0

LogTold: TypeAlias = Sequence[LogLineDto] | JobExecution
"""Lines, none of them as a sign of life, or the run that is over."""


class LogTail:
    """Reads the log a few times a second; as many read at once in one process as it bears."""

    def __init__(self, executions: JobExecutions, logs: JobLogs, readiness: Readiness, clock: Clock) -> None:
        self._executions = executions
        self._logs = logs
        self._readiness = readiness
        self._clock = clock
        self.followers = 0

    def require_room(self) -> None:
        """SourceUnavailableError where too many follow already."""
        if self.followers >= MOST_FOLLOWERS:
            raise SourceUnavailableError(
                "too many follow logs in this process", code="too_many_followers", retry_after_seconds=COME_BACK_SECONDS
            )

    async def follow_async(self, execution: JobExecution, first: int) -> AsyncIterator[LogTold]:
        """Yield lines from the number `first` on, then the run when it is over.

        It ends without that after half an hour and when this process stops: who listens comes back with the number
        after the last one. Raises SourceUnavailableError when the database is away.
        """
        ends_seconds = self._clock.monotonic_seconds() + LONGEST_SECONDS
        told_seconds = self._clock.monotonic_seconds()
        with self._counted():
            while not self._readiness.stopping and self._clock.monotonic_seconds() < ends_seconds:
                newest, lines = await self._read_async(execution, first)
                first += len(lines)
                if lines or self._clock.monotonic_seconds() - told_seconds >= HEARTBEAT_SECONDS:
                    told_seconds = self._clock.monotonic_seconds()
                    yield lines
                if not lines and newest.state.is_final:
                    yield newest
                    return
                if len(lines) < READ_AT_A_TIME:
                    await self._clock.wait_async(LOOK_SECONDS)

    async def _read_async(self, execution: JobExecution, first: int) -> tuple[JobExecution, Sequence[LogLineDto]]:
        """Read the record before the lines: of a run that was over then, all are there."""
        newest = await self._executions.find_async(execution.id) or execution
        return newest, numbered(first, await self._logs.read_async(execution.id, first, READ_AT_A_TIME))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.followers += 1
        try:
            yield
        finally:
            self.followers -= 1
