"""From slots to runs, and how the runs end with the service."""

import asyncio
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from application.clock import Clock
from application.errors import StartupError
from application.job.background_task_scheduler import BackgroundTaskScheduler
from application.job.epoch_grid import next_slot
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from application.job.job_scheduler import JobScheduler, NextSlot, SlotsDue
from application.live.live_settings import LiveSettings
from application.settings import Settings
from fakes.live_settings import settings_changed

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

Declare = Callable[..., JobDeclaration]
RunnerOf = Callable[..., JobRunner]
Lines = list[MutableMapping[str, Any]]
SchedulerOf = Callable[..., BackgroundTaskScheduler]


class FakeJobScheduler(JobScheduler):
    """A clock whose slots are due when the test says so."""

    def __init__(self) -> None:
        self.next_slots: dict[str, NextSlot] = {}
        self.due: dict[str, SlotsDue] = {}
        self.steps: list[str] = []

    def add_job(self, name: str, next_slot: NextSlot, slots_due: SlotsDue) -> None:
        """Keep both."""
        self.next_slots[name] = next_slot
        self.due[name] = slots_due

    def reschedule(self, name: str) -> None:
        """Note it."""
        self.steps.append(f"reschedule {name}")

    def start(self) -> None:
        """Note it."""
        self.steps.append("start")

    async def shutdown_async(self) -> None:
        """Note it."""
        self.steps.append("shutdown")


class Probe:
    """A job's body that waits to be released, and notes its runs."""

    def __init__(self) -> None:
        self.begun: list[JobRun] = []
        self.ended: list[JobRun] = []
        self.released = asyncio.Event()

    async def __call__(self, run: JobRun) -> JobResult:
        """Run until released."""
        self.begun.append(run)
        await self.released.wait()
        self.ended.append(run)
        return JobResult()


@pytest.fixture
def clockwork() -> FakeJobScheduler:
    """The clock of the test."""
    return FakeJobScheduler()


@pytest.fixture
def probe() -> Probe:
    """A body for a job."""
    return Probe()


@pytest.fixture
def scheduler_of(clock: Clock, clockwork: FakeJobScheduler, runner_of: RunnerOf) -> SchedulerOf:
    """Make the service for some jobs: `scheduler_of(job, another, live=..., **settings)`."""

    def made(*jobs: JobDeclaration, live: LiveSettings | None = None, **settings: Any) -> BackgroundTaskScheduler:
        values = Settings(**settings)
        return BackgroundTaskScheduler(
            JobCatalogue(jobs), clockwork, runner_of(*jobs), clock, live or LiveSettings(values), values
        )

    return made


async def turns() -> None:
    """Let every task that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_enabled_jobs_are_scheduled_on_the_grid(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe, lines: Lines
) -> None:
    """Intervals are read from the live settings when the service starts; what is switched off gets no slots."""
    metrics = declare(probe, name="metrics", interval=lambda live: live.intervals.worker_metrics_seconds)
    off = declare(probe, name="off", enabled=lambda s: s.worker_monitoring_enabled)
    service = scheduler_of(metrics, off, worker_metrics_poll_interval_seconds=7, worker_monitoring_enabled=False)
    await service.start_async()
    await turns()
    await service.stop_async()
    assert {name: slots(NOON) for name, slots in clockwork.next_slots.items()} == {
        "metrics": next_slot(NOON, 7, "metrics")
    }
    assert lines == [{"event": "jobs_scheduled", "log_level": "info", "intervals_seconds": {"metrics": 7}}]
    assert clockwork.steps == ["start", "shutdown"]


async def test_changed_interval_holds_at_once(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe, lines: Lines
) -> None:
    """On the grid of the new interval; other jobs are left alone, and nothing is moved at the end."""
    live = LiveSettings(Settings())
    metrics = declare(probe, name="metrics", interval=lambda live: live.intervals.worker_metrics_seconds)
    service = scheduler_of(metrics, declare(probe, name="steady"), live=live)
    await service.start_async()
    await turns()
    live.follow(settings_changed(1, {"intervals.worker_metrics_seconds": 7}))
    assert clockwork.steps == ["start", "reschedule metrics"]
    assert clockwork.next_slots["metrics"](NOON) == next_slot(NOON, 7, "metrics")
    assert lines[-1] == {"event": "job_rescheduled", "log_level": "info", "job": "metrics", "interval_seconds": 7}
    await service.stop_async()
    live.follow(settings_changed(2, {"intervals.worker_metrics_seconds": 8}))
    assert clockwork.steps == ["start", "reschedule metrics", "shutdown"]


async def test_start_fails_when_an_interval_is_unusable(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe
) -> None:
    """Nothing is scheduled when one job cannot be; stopping such a service is in order."""
    service = scheduler_of(declare(probe, interval=0))
    with pytest.raises(StartupError):
        await service.start_async()
    await service.stop_async()
    assert clockwork.steps == []


async def test_job_runs_for_each_slot_that_comes_due(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe
) -> None:
    """The run is told the time of its slot, not the time it began."""
    probe.released.set()
    service = scheduler_of(declare(probe, name="probe"))
    await service.start_async()
    await turns()
    for slot in (NOON, NOON + timedelta(seconds=10)):
        clockwork.due["probe"]([slot])
        await turns()
    await service.stop_async()
    assert [run.scheduled_for for run in probe.ended] == [NOON, NOON + timedelta(seconds=10)]


async def test_job_runs_at_once_when_declared_so(
    declare: Declare, scheduler_of: SchedulerOf, probe: Probe, clock: Clock
) -> None:
    """`run_at_start` adds one run, for the moment of the start."""
    service = scheduler_of(declare(probe, name="now", run_at_start=True), declare(probe, name="later"))
    await service.start_async()
    await turns()
    probe.released.set()
    await service.stop_async()
    assert [run.id for run in probe.ended] == ["now@2026-06-01T12:00:00.000Z"]


async def test_newest_slot_is_run_and_the_others_are_told_when_several_are_due(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe, lines: Lines
) -> None:
    """Slots that passed while the loop stood still become one run, and one line with their number."""
    probe.released.set()
    service = scheduler_of(declare(probe, name="probe"))
    await service.start_async()
    await turns()
    slots = [NOON + timedelta(seconds=10 * number) for number in range(3)]
    clockwork.due["probe"](slots)
    await service.stop_async()
    assert [run.scheduled_for for run in probe.ended] == slots[-1:]
    (missed,) = (line for line in lines if line["event"] == "job_slots_missed")
    assert (missed["job"], missed["count"], missed["oldest"]) == ("probe", 2, "2026-06-01T12:00:00.000Z")


async def test_stop_waits_for_runs_that_go_on(
    declare: Declare, scheduler_of: SchedulerOf, clockwork: FakeJobScheduler, probe: Probe
) -> None:
    """No more slots are taken, and what runs may finish."""
    service = scheduler_of(declare(probe, run_at_start=True))
    await service.start_async()
    await turns()
    async with asyncio.TaskGroup() as tasks:
        stopping = tasks.create_task(service.stop_async())
        await turns()
        assert (clockwork.steps, stopping.done(), probe.ended) == (["start", "shutdown"], False, [])
        probe.released.set()
    assert probe.ended == probe.begun


async def test_runs_are_cancelled_when_they_outlast_the_drain(
    declare: Declare, scheduler_of: SchedulerOf, probe: Probe, lines: Lines
) -> None:
    """After `job_drain_seconds` what still runs is cancelled, waited for and told."""
    service = scheduler_of(declare(probe, run_at_start=True), job_drain_seconds=0.001)
    await service.start_async()
    await turns()
    await service.stop_async()
    assert (len(probe.begun), probe.ended) == (1, [])
    assert [line["event"] for line in lines] == ["jobs_scheduled", "job_cancelled"]
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_service_dies_loudly_when_running_itself_breaks(
    declare: Declare, runner_of: RunnerOf, clock: Clock, clockwork: FakeJobScheduler, probe: Probe
) -> None:
    """An error that is not a job's ends the task, which ends the process; the clock is stopped first."""

    class BrokenRunner(JobRunner):
        async def run_async(self, job: JobDeclaration, scheduled_for: datetime) -> None:
            raise RuntimeError("broken")

    runner = BrokenRunner.__new__(BrokenRunner)
    jobs = JobCatalogue((declare(probe, run_at_start=True),))
    service = BackgroundTaskScheduler(jobs, clockwork, runner, clock, LiveSettings(Settings()), Settings())
    await service.start_async()
    assert service.task is not None
    with pytest.raises(ExceptionGroup) as raised:
        await service.task
    assert raised.group_contains(RuntimeError, match="broken")
    assert clockwork.steps == ["start", "shutdown"]
