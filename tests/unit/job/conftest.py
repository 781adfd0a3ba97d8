"""What the tests of jobs share: a clock moved by hand, recorded spans and log lines, jobs made of a function."""

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from neuroglia.dependency_injection.service_provider import ServiceCollection
from structlog.testing import capture_logs

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import JobCatalogue
from application.job.job_outcomes import JobOutcomes
from application.job.job_run import JobResult, JobRun
from application.job.job_runner import JobRunner
from application.live.live_settings import LiveSettings
from application.settings import Settings
from fakes.in_memory_telemetry import InMemoryTelemetry

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

Lines = list[MutableMapping[str, Any]]


class HandClock(Clock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """Noon, and what was moved since."""
        return NOON + timedelta(seconds=self.seconds)

    def monotonic_seconds(self) -> float:
        """What was moved since the start."""
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at noon."""
    return HandClock()


@pytest.fixture
def move(clock: HandClock) -> Callable[[float], None]:
    """Let so many seconds pass."""

    def let_pass(seconds: float) -> None:
        clock.seconds += seconds

    return let_pass


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Every log line of the test."""
    with capture_logs() as captured:
        yield captured


@pytest.fixture
def telemetry() -> InMemoryTelemetry:
    """The spans that have ended, and the figures."""
    return InMemoryTelemetry()


@pytest.fixture
def declare() -> Callable[..., JobDeclaration]:
    """Declare a job that runs a function: `declare(body, name=..., ...)`."""

    def declared(body: Callable[[JobRun], Awaitable[JobResult]], **options: Any) -> JobDeclaration:
        class ProbeJob(RecurrentBackgroundJob):
            async def run_every(self, run: JobRun) -> JobResult:
                return await body(run)

        declaration = backgroundjob(**{"task_type": "recurrent", "interval": 10, **options})(ProbeJob).__job__
        assert isinstance(declaration, JobDeclaration)
        return declaration

    return declared


@pytest.fixture
def runner_of(clock: Clock, telemetry: InMemoryTelemetry) -> Callable[..., JobRunner]:
    """Make a runner for some jobs: `runner_of(job, another, services=..., live=..., **settings)`."""

    def made(
        *jobs: JobDeclaration,
        services: ServiceCollection | None = None,
        live: LiveSettings | None = None,
        **settings: Any,
    ) -> JobRunner:
        services = services or ServiceCollection()
        for job in jobs:
            services.add_transient(job.job_class, job.job_class)
        values = Settings(**settings)
        outcomes = JobOutcomes(JobCatalogue(jobs), values, live or LiveSettings(values), clock, telemetry.meter)
        return JobRunner(services.build(), clock, telemetry.tracer, values, outcomes)

    return made
