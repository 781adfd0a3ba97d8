"""Removes what the event log need not keep any longer."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.ports.event_log import EventLog


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLogRetentionResult(JobResult):
    """What was removed."""

    entries_removed: Annotated[int, Field(ge=0, description="entries of the log that had expired")]


@backgroundjob(task_type="recurrent", interval=60)
class EventLogRetentionJob(RecurrentBackgroundJob):
    """Remove events from the log that need not be kept any longer.

    A TTL index would also take the head, and numbers would be given out twice.
    """

    def __init__(self, event_log: EventLog) -> None:
        self._event_log = event_log

    async def run_every(self, run: JobRun) -> EventLogRetentionResult:  # noqa: ARG002  # any moment is right
        """Remove them; running in two processes at once does no harm."""
        return EventLogRetentionResult(entries_removed=await self._event_log.remove_expired_async())
