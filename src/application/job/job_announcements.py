"""JobAnnouncements: tells the fleet what happens to jobs."""

import asyncio
from contextvars import Context, copy_context

import structlog

from application.clock import Clock
from application.events.committer import Committer
from application.hosting import BackgroundService
from application.run_counters import RunCounters, counting
from domain.errors import SourceUnavailableError
from domain.job.job_events import JobDomainEvent

GATHERED_SECONDS = 0.1
TRIED_FOR_SECONDS = 30.0
TRIED_EACH_SECONDS = 1.0
DRAIN_SECONDS = 2.0

log = structlog.get_logger(__name__)


class JobAnnouncements(BackgroundService):
    """Commits what is told at once, and what follows in the next tenth of a second together.

    The record of a run is the truth, and is written first; nobody waits here for the telling of it. While the
    database is away it is tried again, so that one event may be told twice.
    """

    def __init__(self, committer: Committer, clock: Clock) -> None:
        super().__init__()
        self._committer = committer
        self._clock = clock
        self._waiting: list[tuple[Context, JobDomainEvent]] = []
        self._arrived = asyncio.Event()
        self._stopping = asyncio.Event()

    def tell(self, event: JobDomainEvent) -> None:
        """Tell it soon, in the trace and as the person of who calls."""
        self._waiting.append((copy_context(), event))
        self._arrived.set()

    async def run_async(self) -> None:
        """Commit what waits, until told to stop and nothing waits."""
        async with asyncio.TaskGroup() as tasks:
            while self._waiting or not self._stopping.is_set():
                await self._arrived.wait()
                self._arrived.clear()
                waiting, self._waiting = self._waiting, []
                for context, event in waiting:
                    tasks.create_task(self._tell_async(event), context=context)
                await self._clock.wait_async(GATHERED_SECONDS, self._stopping)

    async def stop_async(self) -> None:
        """Finish what waits, if that takes no longer than `DRAIN_SECONDS`, then end."""
        self._stopping.set()
        self._arrived.set()
        if self.task is not None:
            await asyncio.wait([self.task], timeout=DRAIN_SECONDS)
        await super().stop_async()

    async def _tell_async(self, event: JobDomainEvent) -> None:
        until_seconds = self._clock.monotonic_seconds() + TRIED_FOR_SECONDS
        while True:
            try:
                with counting(RunCounters()):  # it is about the run, not done by it
                    await self._committer.commit_async([], [event])
            except SourceUnavailableError as error:
                if self._stopping.is_set() or self._clock.monotonic_seconds() >= until_seconds:
                    log.warning("job_event_lost", reason=str(error), event_type=event.short_type)
                    return
                await self._clock.wait_async(TRIED_EACH_SECONDS, self._stopping)
            else:
                return
