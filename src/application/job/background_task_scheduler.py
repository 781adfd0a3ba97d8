"""BackgroundTaskScheduler: from the declared jobs and the clock to runs."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog

from application.clock import Clock, rfc3339
from application.hosting import BackgroundService
from application.job.epoch_grid import next_slot
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import JobCatalogue
from application.job.job_outcomes import MISSED
from application.job.job_runner import JobRunner
from application.job.job_scheduler import JobScheduler
from application.live.live_settings import LiveSettings
from application.live.live_values import LiveValues
from application.settings import Settings

log = structlog.get_logger(__name__)


class BackgroundTaskScheduler(BackgroundService):
    """Starts a run for each slot of each enabled job, and lets the runs that go on finish when it stops.

    An interval that changes meanwhile holds at once; its slots lie on the grid as if it had never been another.
    """

    def __init__(
        self,
        catalogue: JobCatalogue,
        scheduler: JobScheduler,
        runner: JobRunner,
        clock: Clock,
        live: LiveSettings,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._jobs = [job for job in catalogue.jobs if job.is_enabled(settings)]
        self._scheduler = scheduler
        self._runner = runner
        self._clock = clock
        self._live = live
        self._settings = settings
        self._stopping = asyncio.Event()

    async def start_async(self) -> None:
        """Schedule the jobs that the settings enable; StartupError where one has no usable interval."""
        intervals_seconds = {job.name: job.interval_seconds(self._live.now) for job in self._jobs}
        log.info("jobs_scheduled", intervals_seconds=intervals_seconds)
        await super().start_async()

    async def run_async(self) -> None:
        """Turn slots into runs until told to stop; then wait for the runs that go on."""
        async with asyncio.TaskGroup() as runs:
            for job in self._jobs:
                next_of_job, run_newest = partial(self._next_slot, job), partial(self._run_newest, runs, job)
                self._scheduler.add_job(job.name, next_of_job, run_newest)
                if job.run_at_start:
                    self._run_newest(runs, job, [self._clock.now()])
            self._scheduler.start()
            self._live.when_changed(self._reschedule)
            try:
                await self._stopping.wait()
            finally:
                await self._scheduler.shutdown_async()

    async def stop_async(self) -> None:
        """Start no more runs, give those that go on `job_drain_seconds`, then cancel them."""
        self._stopping.set()
        if self.task is not None:
            await asyncio.wait([self.task], timeout=self._settings.job_drain_seconds)
        await super().stop_async()

    def _next_slot(self, job: JobDeclaration, now: datetime) -> datetime:
        return next_slot(now, job.interval_seconds(self._live.now), job.name)

    def _reschedule(self, before: LiveValues) -> None:
        if self._stopping.is_set():
            return
        for job in self._jobs:
            seconds = job.interval_seconds(self._live.now)
            if seconds != job.interval_seconds(before):
                self._scheduler.reschedule(job.name)
                log.info("job_rescheduled", job=job.name, interval_seconds=seconds)

    def _run_newest(self, runs: asyncio.TaskGroup, job: JobDeclaration, slots: Sequence[datetime]) -> None:
        *missed, newest = slots
        if missed:
            log.warning("job_slots_missed", job=job.name, count=len(missed), oldest=rfc3339(missed[0]))
            self._runner.outcomes.dropped(job.name, MISSED, len(missed))
        runs.create_task(self._runner.run_async(job, newest), name=f"job {job.name}")
