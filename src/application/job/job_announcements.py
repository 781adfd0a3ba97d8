"""JobAnnouncements: tells the fleet what happens to jobs."""

import structlog

from application.events.committer import Committer
from domain.errors import SourceUnavailableError
from domain.job.job_events import JobDomainEvent

log = structlog.get_logger(__name__)


class JobAnnouncements:
    """The record of a run is the truth, and is written first; that it cannot be told is no reason to fail it."""

    def __init__(self, committer: Committer) -> None:
        self._committer = committer

    async def tell_async(self, *events: JobDomainEvent) -> None:
        """Tell it."""
        try:
            await self._committer.commit_async([], events)
        except SourceUnavailableError as error:
            log.warning("job_events_lost", reason=str(error), events=[event.short_type for event in events])
