"""LogTail: what a run logs, while it goes on in whatever process."""

from collections.abc import AsyncIterator, Sequence
from typing import TypeAlias

from application.clock import Clock
from application.job.log_followers import Dismissal, LogFollowers
from application.job.log_line_dto import LogLineDto, numbered
from application.ports.job_executions import JobExecutions
from application.ports.job_logs import JobLogs
from application.readiness import Readiness
from domain.job.job_execution import JobExecution

LOOK_SECONDS = 0.3
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 1800.0
READ_AT_A_TIME = 500

LogTold: TypeAlias = Sequence[LogLineDto] | JobExecution | Dismissal
"""Lines, none of them as a sign of life, the run that is over, or why there is nothing more."""


class LogTail:
    """Reads the log a few times a second, for who may still follow it."""

    def __init__(
        self, executions: JobExecutions, logs: JobLogs, followers: LogFollowers, readiness: Readiness, clock: Clock
    ) -> None:
        self._executions = executions
        self._logs = logs
        self._followers = followers
        self._readiness = readiness
        self._clock = clock

    async def follow_async(self, execution: JobExecution, first: int, follower: str) -> AsyncIterator[LogTold]:
        """Yield lines from the number `first` on, then the run when it is over.

        `follower` is the id of who follows: once his key opens nothing any more, that is the last thing he is told.
        It ends without that after half an hour and when this process stops: who listens comes back with the number
        after the last one. Raises SourceUnavailableError when the database is away.
        """
        ends_seconds = self._clock.monotonic_seconds() + LONGEST_SECONDS
        told_seconds = self._clock.monotonic_seconds()
        with self._followers.joined(follower):
            while not self._readiness.stopping and self._clock.monotonic_seconds() < ends_seconds:
                if dismissal := await self._followers.dismissal_async(follower):
                    yield dismissal
                    return
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
