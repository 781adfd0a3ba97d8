"""Jobs under the real APScheduler, from the decorator to the run."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from neuroglia.dependency_injection.service_provider import ServiceCollection
from opentelemetry.metrics import NoOpMeter
from opentelemetry.trace import NoOpTracer
from structlog.testing import capture_logs

from application.clock import Clock
from application.job.background_task_scheduler import BackgroundTaskScheduler
from application.job.backgroundjob import backgroundjob
from application.job.epoch_grid import next_slot
from application.job.job_discovery import discover_jobs
from application.job.job_outcomes import JobOutcomes
from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from application.job.recurrent_background_job import RecurrentBackgroundJob
from application.live.live_settings import LiveSettings
from application.settings import Settings
from integration.scheduling.apscheduler_job_scheduler import APSchedulerJobScheduler

INTERVAL_SECONDS = 0.2


class RunsSeen:
    """Notes the runs of each job, and can be waited for."""

    def __init__(self) -> None:
        self.runs: dict[str, list[JobRun]] = defaultdict(list)
        self._noted = asyncio.Condition()

    async def note(self, run: JobRun) -> None:
        """Note a run."""
        async with self._noted:
            self.runs[run.job].append(run)
            self._noted.notify_all()

    async def wait_for(self, job: str, count: int) -> None:
        """Return when a job has run so many times."""
        async with self._noted:
            await self._noted.wait_for(lambda: len(self.runs[job]) >= count)


@backgroundjob(task_type="recurrent", interval=INTERVAL_SECONDS)
class SteadyJob(RecurrentBackgroundJob):
    """Notes its runs."""

    def __init__(self, seen: RunsSeen) -> None:
        self._seen = seen

    async def run_every(self, run: JobRun) -> JobResult:
        """Note the run."""
        await self._seen.note(run)
        return JobResult()


@backgroundjob(task_type="recurrent", interval=INTERVAL_SECONDS)
class RaisingJob(RecurrentBackgroundJob):
    """Notes its runs and fails each time."""

    def __init__(self, seen: RunsSeen) -> None:
        self._seen = seen

    async def run_every(self, run: JobRun) -> JobResult:
        """Note the run and fail."""
        await self._seen.note(run)
        raise RuntimeError("broken")


@pytest.fixture
async def seen() -> AsyncIterator[RunsSeen]:
    """The runs of both jobs, which are scheduled as long as the test lasts."""
    seen, clock, settings = RunsSeen(), Clock(), Settings()
    services = ServiceCollection()
    services.add_singleton(RunsSeen, singleton=seen)
    catalogue = discover_jobs([SteadyJob, RaisingJob])
    for job in catalogue.jobs:
        services.add_transient(job.job_class, job.job_class)
    live = LiveSettings(settings)
    outcomes = JobOutcomes(catalogue, settings, live, clock, NoOpMeter("test"))
    runner = JobRunner(services.build(), clock, NoOpTracer(), settings, outcomes)
    service = BackgroundTaskScheduler(catalogue, APSchedulerJobScheduler(), runner, clock, live, settings)
    await service.start_async()
    yield seen
    await service.stop_async()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_jobs_run_on_the_grid_also_when_one_fails(seen: RunsSeen) -> None:
    """Runs belong to slots of the grid, one to each, whatever the run or its neighbours raise."""
    await seen.wait_for("steady", 3)
    await seen.wait_for("raising", 3)
    for name, runs in seen.runs.items():
        slots = [run.scheduled_for for run in runs]
        assert slots == [next_slot(slot - timedelta(microseconds=1), INTERVAL_SECONDS, name) for slot in slots]
        assert slots == sorted(set(slots))


async def test_one_run_makes_up_for_many_slots_when_the_loop_stood_still(seen: RunsSeen) -> None:
    """The newest slot is run, the others are counted: none is lost without a word."""
    await seen.wait_for("steady", 1)
    before = seen.runs["steady"][-1].scheduled_for
    with capture_logs() as lines:
        time.sleep(1)  # noqa: ASYNC251  # blocking the loop is what this test is about
        await seen.wait_for("steady", len(seen.runs["steady"]) + 2)
    after = [run.scheduled_for for run in seen.runs["steady"] if run.scheduled_for > before]
    missed = [line["count"] for line in lines if (line["event"], line["job"]) == ("job_slots_missed", "steady")]
    slots_since = round((after[-1] - before).total_seconds() / INTERVAL_SECONDS)
    assert max(missed) >= 3
    assert len(after) + sum(missed) == slots_since
