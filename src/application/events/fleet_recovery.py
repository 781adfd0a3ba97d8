"""FleetRecovery: at start, brings the fleet in memory and the documents to where the log stands."""

from datetime import timedelta

import structlog
from neuroglia.hosting.abstractions import HostedService

from application.clock import Clock
from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.fleet_states import FleetStates
from application.events.followed_log import FollowedLog
from application.events.recent_subjects import RECENT
from application.events.reprojection import Reprojection
from application.ports.event_log import EventLog, LogEntry
from application.ports.projection import Projection

LEFT_LATELY = timedelta(days=1)
FINISHED_LATELY = 2 * RECENT

log = structlog.get_logger(__name__)


class FleetRecovery(HostedService):
    """Started after the database and before whoever follows the log."""

    def __init__(
        self,
        event_log: EventLog,
        reader: EventReader,
        followed: FollowedLog,
        states: FleetStates,
        projection: Projection,
        reprojection: Reprojection,
        clock: Clock,
    ) -> None:
        self._event_log = event_log
        self._reader = reader
        self._followed = followed
        self._states = states
        self._projection = projection
        self._reprojection = reprojection
        self._clock = clock

    async def start_async(self) -> None:
        """Load the documents, follow the latest entries over them, and write those left behind."""
        await self._reader.open_async()
        head = await self._event_log.head_async()
        workers = await self._projection.load_workers_async(self._clock.now() - LEFT_LATELY)
        labs = await self._projection.load_labs_async(self._clock.now() - LEFT_LATELY)
        operations = await self._projection.load_operations_async(self._clock.now() - FINISHED_LATELY)
        alerts = await self._projection.load_alerts_async(self._clock.now() - LEFT_LATELY)
        settings = await self._projection.load_settings_async()
        refreshes = await self._projection.load_refreshes_async()
        position = EventPosition(self._reader.epoch, head.last)
        self._states.load(workers, labs, operations, alerts, settings, refreshes, position)
        for entry in await self._event_log.read_recent_async(RECENT):
            if entry.entry <= head.entry:
                self._recover(entry)
        self._followed.start_at(head)
        await self._reprojection.project_recent_async()
        log.info("fleet_recovered", workers=len(workers), labs=len(labs), entry=head.entry, sequence=head.last)

    def _recover(self, entry: LogEntry) -> None:
        events = list(self._reader.events_of(entry))
        for event in events:
            self._states.apply(event)
        self._followed.recent_subjects.note(entry.at, {event.subject for event in events})

    async def stop_async(self) -> None:
        """Nothing is held."""
