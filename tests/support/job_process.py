"""A process that runs probe jobs on a real database, and leaves a mark for each piece of work."""

import asyncio
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import uvloop
from pymongo.errors import BulkWriteError, DuplicateKeyError

from application.clock import Clock
from application.job.background_job import BackgroundJob, RecurrentBackgroundJob, ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_discovery import JobCatalogue, discover_jobs
from application.job.job_run import JobResult, JobRun
from application.load_settings import load_settings
from application.ports.leases import Leases
from application.structured_logging import configure_logging
from domain.errors import SourceUnavailableError
from fakes.in_memory_leases import InMemoryLeases
from integration.mongo.mongo_database import MongoDatabase, database_errors
from main import create_app

LEADS_ALWAYS = "PROBE_LEADS_ALWAYS"
MARKS = "probe_marks"
LAGS = "probe_lags"
WORK_SECONDS = 0.6
TICK_SECONDS = 0.01


async def mark_async(run: JobRun, what: str) -> None:
    """Leave a mark of this attempt in the database; the first of its kind stays."""
    database = MongoDatabase(os.environ["CML_FLEET_MONGODB_URI"], os.environ["CML_FLEET_MONGODB_DATABASE"], 2)
    mark = {"_id": f"{run.id}/{run.attempt}/{what}/{os.getpid()}", "run": run.id, "attempt": run.attempt}
    try:
        with database_errors(), suppress(DuplicateKeyError):
            await database.documents[MARKS].insert_one({**mark, "what": what, "pid": os.getpid(), "at": time.time()})
    finally:
        await database.stop_async()


@backgroundjob(task_type="recurrent", interval=1, name="probe-tick")
class ProbeTickJob(RecurrentBackgroundJob):
    """Leaves a mark."""

    async def run_every(self, run: JobRun) -> JobResult:
        """Leave it."""
        await mark_async(run, "done")
        return JobResult()


@backgroundjob(task_type="recurrent", interval=2, name="probe-work", overlap="allow")
class ProbeWorkJob(RecurrentBackgroundJob):
    """Works for a while, so that it can be killed in the middle."""

    async def run_every(self, run: JobRun) -> JobResult:
        """Leave a mark before and after."""
        await mark_async(run, "begun")
        await asyncio.sleep(WORK_SECONDS)
        await mark_async(run, "done")
        return JobResult()


@backgroundjob(task_type="scheduled", name="probe-empty", overlap="allow")
class ProbeEmptyJob(ScheduledBackgroundJob):
    """Does nothing, as fast as it can."""

    async def run_at(self, run: JobRun) -> JobResult:
        """Do nothing."""
        return JobResult()


TICKING: tuple[type[BackgroundJob], ...] = (ProbeTickJob, ProbeWorkJob)


def run_probes() -> None:
    """Run the jobs that tick, and write down how late the event loop was, until ended."""
    uvloop.run(run_async(TICKING, watch_loop=True))


def run_empty() -> None:
    """Run the job that does nothing."""
    uvloop.run(run_async((ProbeEmptyJob,), watch_loop=False))


async def run_async(jobs: tuple[type[BackgroundJob], ...], *, watch_loop: bool) -> None:
    """Be the service with these jobs instead of its own."""
    settings = load_settings()
    configure_logging("INFO")
    overrides: dict[type, Any] = {JobCatalogue: discover_jobs(jobs), **{job: job() for job in jobs}}
    if os.environ.get(LEADS_ALWAYS):
        overrides[Leases] = InMemoryLeases(Clock())
    async with create_app(settings, overrides).running():
        print("running", flush=True)  # noqa: T201  # what a test waits for
        await (_watch_async() if watch_loop else asyncio.Event().wait())


async def _watch_async() -> None:
    """Note each second how late the loop was at the worst, and how much of that was this process's own doing."""
    database = MongoDatabase(os.environ["CML_FLEET_MONGODB_URI"], os.environ["CML_FLEET_MONGODB_DATABASE"], 2)
    worst, since = 0.0, time.monotonic()
    waiting: list[dict[str, Any]] = []
    while True:
        begun, used = time.perf_counter(), time.process_time()
        await asyncio.sleep(TICK_SECONDS)
        late = time.perf_counter() - begun - TICK_SECONDS
        worst = max(worst, min(late, time.process_time() - used))
        if time.monotonic() - since >= 1:
            waiting.append({"pid": os.getpid(), "at": datetime.now(UTC), "worst_seconds": worst})
            with suppress(SourceUnavailableError), database_errors():
                with suppress(BulkWriteError):  # of those that a frozen server wrote after all, when it went on
                    await database.documents[LAGS].insert_many(waiting, ordered=False)
                waiting = []
            worst, since = 0.0, time.monotonic()
