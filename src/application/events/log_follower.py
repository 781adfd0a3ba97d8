"""LogFollower: keeps the followed log up to date with what other processes append."""

import asyncio

import structlog

from application.events.followed_log import FollowedLog
from application.events.reprojection import Reprojection
from application.hosting import BackgroundService
from application.ports.event_log import EventLog
from domain.errors import SourceUnavailableError

RETRY_SECONDS = 0.5

log = structlog.get_logger(__name__)


class LogFollower(BackgroundService):
    """Woken by the log's changes and at least every `poll_seconds`: nothing depends on a wake-up arriving.

    When the database has been away, the latest states are projected again: their writes may have been lost.
    """

    def __init__(self, event_log: EventLog, followed: FollowedLog, reprojection: Reprojection) -> None:
        super().__init__()
        self._event_log = event_log
        self._followed = followed
        self._reprojection = reprojection
        self._changed = asyncio.Event()

    async def run_async(self) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            try:
                await self._followed.catch_up_async()
                await self._reprojection.project_overdue_async()
            except SourceUnavailableError as error:
                self._lost(error)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._event_log.poll_seconds):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    async def _watch(self) -> None:
        """Wake the other loop; ends where the database cannot tell of changes, which are then polled for."""
        while True:
            try:
                async for entry in self._event_log.watch_async():
                    if entry > self._followed.head.entry:
                        self._changed.set()
            except SourceUnavailableError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _lost(self, error: SourceUnavailableError) -> None:
        if not self._reprojection.overdue:
            log.warning("database_lost", reason=str(error))
        self._reprojection.lost()
