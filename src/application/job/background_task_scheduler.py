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
from application.settings import Settings

log = structlog.get_logger(__name__)


class BackgroundTaskScheduler(BackgroundService):
    """Starts a run for each slot of each enabled job, and lets the runs that go on finish when it stops."""

    def __init__(
        self, catalogue: JobCatalogue, scheduler: JobScheduler, runner: JobRunner, clock: Clock, settings: Settings
    ) -> None:
        super().__init__()
        self._jobs = catalogue.jobs
        self._scheduler = scheduler
        self._runner = runner
        self._clock = clock
        self._settings = settings
        self._intervals_seconds: dict[JobDeclaration, float] = {}
        self._stopping = asyncio.Event()

    async def start_async(self) -> None:
        """Schedule the jobs that the settings enable; StartupError where one has no usable interval."""
        for job in self._jobs:
            if job.is_enabled(self._settings):
                self._intervals_seconds[job] = job.interval_seconds(self._settings)
        intervals_seconds = {job.name: seconds for job, seconds in self._intervals_seconds.items()}
        log.info("jobs_scheduled", intervals_seconds=intervals_seconds)
        await super().start_async()

    async def run_async(self) -> None:
        """Turn slots into runs until told to stop; then wait for the runs that go on."""
        async with asyncio.TaskGroup() as runs:
            for job, interval_seconds in self._intervals_seconds.items():
                slots = partial(next_slot, interval_seconds=interval_seconds, job_name=job.name)
                self._scheduler.add_job(job.name, slots, partial(self._run_newest, runs, job))
                if job.run_at_start:
                    self._run_newest(runs, job, [self._clock.now()])
            self._scheduler.start()
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

    def _run_newest(self, runs: asyncio.TaskGroup, job: JobDeclaration, slots: Sequence[datetime]) -> None:
        *missed, newest = slots
        if missed:
            log.warning("job_slots_missed", job=job.name, count=len(missed), oldest=rfc3339(missed[0]))
            self._runner.outcomes.dropped(job.name, MISSED, len(missed))
        runs.create_task(self._runner.run_async(job, newest), name=f"job {job.name}")
