"""What the decorator takes, refuses and leaves on the class."""

from collections.abc import Callable
from typing import Any

import pytest

from application.errors import StartupError
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob, job_name_of
from application.job.job_declaration import JobDeclaration
from application.job.job_run import JobResult, JobRun
from application.live.live_settings import LiveSettings
from application.settings import Settings

Declare = Callable[..., JobDeclaration]


async def nothing(run: JobRun) -> JobResult:
    """Do nothing."""
    return JobResult()


class UndeclaredJob(RecurrentBackgroundJob):
    """A job that waits for its decorator."""

    async def run_every(self, run: JobRun) -> JobResult:
        """Do nothing."""
        return JobResult()


@pytest.mark.parametrize(
    ("class_name", "name"),
    [
        ("WorkerMetricsCollectionJob", "worker-metrics-collection"),
        ("CMLHealthCollectionJob", "cml-health-collection"),
        ("EC2StatusJob", "ec2-status"),
        ("Archive", "archive"),
    ],
)
def test_name_is_the_class_name_in_kebab_case_when_none_is_given(class_name: str, name: str) -> None:
    """`Job` is left out, an abbreviation is one word."""
    assert job_name_of(type(class_name, (), {})) == name


def test_declaration_is_left_on_the_class_when_decorated() -> None:
    """A reader of the class finds the whole declaration, and the interval as it was given."""

    @backgroundjob(task_type="recurrent", interval=30)
    class ProbeJob(UndeclaredJob):
        """A job of this test."""

    job = ProbeJob
    assert job.__interval__ == 30
    assert job.__job__ == JobDeclaration(
        job_class=job, name="probe", interval=30, timeout_seconds=300, run_at_start=False, enabled=True
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"task_type": "scheduled", "interval": 1}, 'UndeclaredJob: task_type must be "recurrent", not "scheduled"'),
        ({"task_type": "recurrent"}, "UndeclaredJob needs an interval"),
        ({"task_type": "recurrent", "interval": 1, "timeout_seconds": 0}, "UndeclaredJob: timeout_seconds"),
    ],
)
def test_declaration_is_refused_when_it_cannot_work(options: dict[str, Any], reason: str) -> None:
    """A TypeError names the class, when the class is made."""
    with pytest.raises(TypeError, match=reason):
        backgroundjob(**options)(UndeclaredJob)


def test_declaration_is_refused_when_the_class_is_no_job() -> None:
    """Only what has `run_every` can be run."""
    with pytest.raises(TypeError, match="dict must derive from RecurrentBackgroundJob"):
        backgroundjob(task_type="recurrent", interval=1)(dict)  # type: ignore[type-var]


def test_interval_and_enabled_follow_from_settings_when_they_are_functions(declare: Declare) -> None:
    """Functions are asked at start, with the settings of this app."""
    job = declare(
        nothing,
        interval=lambda live: live.intervals.worker_metrics_seconds,
        enabled=lambda settings: settings.worker_monitoring_enabled,
    )
    settings = Settings(worker_metrics_poll_interval_seconds=7, worker_monitoring_enabled=False)
    assert (job.interval_seconds(LiveSettings(settings).now), job.is_enabled(settings)) == (7, False)


@pytest.mark.parametrize("seconds", [0, -1, 0.0001, float("inf"), float("nan")])
def test_interval_is_refused_when_it_is_no_usable_number(declare: Declare, seconds: float) -> None:
    """A StartupError names the class and the number."""
    with pytest.raises(StartupError, match=f"ProbeJob has an interval of {seconds} seconds"):
        declare(nothing, interval=seconds).interval_seconds(LiveSettings(Settings()).now)
