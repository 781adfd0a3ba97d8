"""What the decorator takes, refuses and leaves on the class."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from application.errors import StartupError
from application.job.background_job import RecurrentBackgroundJob, ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob, job_name_of
from application.job.job_declaration import JobDeclaration, Overlap
from application.job.job_run import JobResult, JobRun
from application.live.live_settings import LiveSettings
from application.settings import Settings
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule
from fakes.job_steps import nothing

Declare = Callable[..., JobDeclaration]


class UndeclaredJob(RecurrentBackgroundJob):
    """A job that waits for its decorator."""

    async def run_every(self, run: JobRun) -> JobResult:
        """Do nothing."""
        return JobResult()


class UndeclaredOneShotJob(ScheduledBackgroundJob):
    """Another one, without a schedule."""

    async def run_at(self, run: JobRun) -> JobResult:
        """Do nothing."""
        return JobResult()


@dataclass
class Range:
    """Params of a job."""

    start: date
    days: int = 1


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
        ({"task_type": "often", "interval": 1}, 'task_type must be "recurrent" or "scheduled", not "often"'),
        ({"task_type": "recurrent"}, "a recurrent job has one of interval, cron, daily and weekly"),
        ({"task_type": "recurrent", "interval": 1, "cron": "* * * * *"}, "a recurrent job has one of"),
        ({"task_type": "recurrent", "interval": 1, "timeout_seconds": 0}, "timeout_seconds"),
        ({"task_type": "recurrent", "interval": 1, "max_attempts": 0}, "max_attempts"),
        ({"task_type": "recurrent", "interval": 1, "retry_seconds": 0}, "retry_seconds"),
        ({"task_type": "recurrent", "interval": 1, "name": "health"}, "cannot be called health"),
        ({"task_type": "recurrent", "interval": 1, "overlap": "maybe"}, "'maybe' is not a valid Overlap"),
        ({"task_type": "recurrent", "cron": "99 * * * *"}, "cron: it has a bad minute"),
        ({"task_type": "recurrent", "daily": "25:00"}, '"25:00" is no time of the day'),
        ({"task_type": "recurrent", "weekly": "someday 10:00"}, '"someday" is no day of the week'),
        ({"task_type": "recurrent", "daily": "1:00", "timezone": "Mars"}, "timezone: there is no such time zone"),
    ],
)
def test_declaration_is_refused_when_it_cannot_work(options: dict[str, Any], reason: str) -> None:
    """A TypeError names the class, when the class is made."""
    with pytest.raises(TypeError, match=f"UndeclaredJob.*{reason}"):
        backgroundjob(**options)(UndeclaredJob)


def test_declaration_is_refused_when_the_class_is_no_job_of_its_type() -> None:
    """A recurrent job has `run_every`, a scheduled one `run_at` and no schedule."""
    with pytest.raises(TypeError, match="dict must derive from RecurrentBackgroundJob"):
        backgroundjob(task_type="recurrent", interval=1)(dict)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="UndeclaredJob must derive from ScheduledBackgroundJob"):
        backgroundjob(task_type="scheduled")(UndeclaredJob)
    with pytest.raises(TypeError, match=r"UndeclaredOneShotJob: .* a scheduled one none"):
        backgroundjob(task_type="scheduled", interval=1)(UndeclaredOneShotJob)


def test_interval_and_enabled_follow_from_settings_when_they_are_functions(declare: Declare) -> None:
    """Functions are asked at start, with the settings of this app."""
    job = declare(
        nothing,
        interval=lambda live: live.intervals.worker_metrics_seconds,
        enabled=lambda settings: settings.worker_monitoring_enabled,
        jitter_seconds=2,
    )
    settings = Settings(worker_metrics_poll_interval_seconds=7, worker_monitoring_enabled=False)
    assert (job.schedule(LiveSettings(settings).now), job.is_enabled(settings)) == (Schedule.every(7, 2), False)
    assert declare(nothing, enabled=False).is_enabled(settings) is False


@pytest.mark.parametrize("seconds", [0, -1, 0.0001, float("inf"), float("nan")])
def test_interval_is_refused_when_it_is_no_usable_number(declare: Declare, seconds: float) -> None:
    """A StartupError names the class and the number."""
    with pytest.raises(StartupError, match=f"ProbeJob has an interval of {seconds} seconds"):
        declare(nothing, interval=seconds).schedule(LiveSettings(Settings()).now)


@pytest.mark.parametrize(
    ("options", "schedule", "grace"),
    [
        ({"cron": "1 2 3 4 5"}, Schedule(cron="1 2 3 4 5"), 3600),
        ({"daily": "23:59", "timezone": "Europe/Paris"}, Schedule.daily(23, 59, "Europe/Paris"), 3600),
        ({"weekly": "sunday 7:05"}, Schedule.weekly(6, 7, 5), 3600),
        ({"weekly": "0 7:05", "misfire_grace_seconds": 5}, Schedule.weekly(0, 7, 5), 5),
        ({"interval": 60}, Schedule.every(60), 60),
        ({"interval": 1}, Schedule.every(1), 5),
    ],
)
def test_schedule_and_grace_follow_from_the_words(
    declare: Declare, options: dict[str, Any], schedule: Schedule, grace: float
) -> None:
    """A slot of an interval is good until the next one, and five seconds at least; one of a cron line for an hour."""
    job = declare(nothing, **{"interval": None, **options})
    assert job.schedule(LiveSettings(Settings()).now) == schedule
    assert job.grace_seconds(schedule) == grace


def test_job_without_slots_has_no_schedule() -> None:
    """It runs when somebody asks for it."""
    job = backgroundjob(task_type="scheduled", overlap="allow")(UndeclaredOneShotJob).__job__
    assert isinstance(job, JobDeclaration)
    assert (job.schedule(LiveSettings(Settings()).now), job.grace_seconds(None)) == (None, 3600)
    assert job.overlap is Overlap.ALLOW


def test_params_are_checked_against_what_the_job_declares(declare: Declare) -> None:
    """What was left out is filled in, and the answer is JSON."""
    job = declare(nothing, params=Range)
    assert job.checked_params({"start": "2026-11-01"}) == {"start": "2026-11-01", "days": 1}
    with pytest.raises(InvalidValuesError) as refused:
        job.checked_params({"days": 1})
    assert [pointer for pointer, _ in refused.value.faults] == ["/params/start"]


def test_params_are_refused_when_the_job_takes_none(declare: Declare) -> None:
    """Nobody thinks that they did something."""
    assert declare(nothing).checked_params({}) == {}
    with pytest.raises(InvalidValuesError) as refused:
        declare(nothing).checked_params({"days": 1})
    assert refused.value.faults == [("/params/days", "there is no such param; known: none")]
