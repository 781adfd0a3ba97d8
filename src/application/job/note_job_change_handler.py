"""NoteJobChangeHandler: how a job stands is read again when something is told of it."""

from application.events.event_handlers import LiveHandler
from application.events.recorded_event import RecordedEvent
from application.job.job_standings import JobStandings
from domain.job.job_events import JobDomainEvent


class NoteJobChangeHandler(LiveHandler[JobDomainEvent]):
    """Their records are not looked through each few seconds in every process."""

    def __init__(self, standings: JobStandings) -> None:
        self._standings = standings

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Note whose records to read."""
        self._standings.note_change(notification.subject)
