"""Removes what the event log need not keep any longer."""

from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.ports.event_log import EventLog


@backgroundjob(task_type="recurrent", interval=60)
class EventLogRetentionJob(RecurrentBackgroundJob):
    """Remove events from the log that need not be kept any longer.

    A TTL index would also take the head, and numbers would be given out twice.
    """

    def __init__(self, event_log: EventLog) -> None:
        self._event_log = event_log

    async def run_every(self, run: JobRun) -> JobResult:  # noqa: ARG002  # any moment is right
        """Remove them; running in two processes at once does no harm."""
        return JobResult(counts={"entries_removed": await self._event_log.remove_expired_async()})
