"""The decorator that makes a class a background job."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from application.job.background_job import BackgroundJob, RecurrentBackgroundJob, ScheduledBackgroundJob
from application.job.job_declaration import Interval, JobDeclaration, Overlap
from application.job.schedule_check import check_schedule
from application.job.schedule_words import cron_of_daily, cron_of_weekly
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule

TJob = TypeVar("TJob", bound=BackgroundJob)

BASES = {"recurrent": RecurrentBackgroundJob, "scheduled": ScheduledBackgroundJob}
RESERVED = frozenset({"executions", "health", "overview", "scheduler", "status"})
"""What stands in the place of a job's name in paths."""


def backgroundjob(
    *,
    task_type: str,
    interval: Interval | None = None,
    cron: str | None = None,
    daily: str | None = None,
    weekly: str | None = None,
    name: str | None = None,
    overlap: str = Overlap.SKIP,
    **words: Any,
) -> Callable[[type[TJob]], type[TJob]]:
    """Declare a job: `@backgroundjob(task_type="recurrent", interval=lambda live: live.intervals.labs_seconds)`.

    `task_type` is "recurrent", with one schedule, or "scheduled", which runs when somebody asks for it, now or at a
    time. `interval` is in seconds, or a function of the live settings, which are followed; `cron` has five fields;
    `daily` is "23:59", `weekly` "sun 23:59". `name` is made of the class name unless given. JobDeclaration says what
    the other words are.

    Raises TypeError, naming the class, for a declaration that cannot work.
    """

    def declare(job_class: type[TJob]) -> type[TJob]:
        given = [each for each in (interval, cron, daily, weekly) if each is not None]
        try:
            declaration = JobDeclaration(
                job_class=job_class,
                name=name or job_name_of(job_class),
                interval=interval,
                cron=_cron(cron, daily, weekly),
                overlap=Overlap(overlap),
                **words,
            )
            _check_cron(declaration)
        except ValueError as error:
            raise TypeError(f"{job_class.__name__}: {error}") from error
        _check(declaration, task_type, len(given))
        job_class.__interval__ = interval
        job_class.__job__ = declaration
        return job_class

    return declare


def job_name_of(job_class: type) -> str:
    """Return the class name without `Job` in kebab case: `CMLHealthCheckJob` is `cml-health-check`."""
    words = re.findall(r"[A-Z0-9]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", job_class.__name__.removesuffix("Job"))
    return "-".join(words).lower()


def _cron(cron: str | None, daily: str | None, weekly: str | None) -> str | None:
    if daily is not None:
        return cron_of_daily(daily)
    return cron if weekly is None else cron_of_weekly(weekly)


def _check_cron(job: JobDeclaration) -> None:
    if job.cron is None:
        return
    try:
        check_schedule(Schedule(cron=job.cron, timezone=job.timezone, jitter_seconds=job.jitter_seconds))
    except InvalidValuesError as error:
        raise ValueError("; ".join(f"{field[1:]}: {why}" for field, why in error.faults)) from error


def _check(job: JobDeclaration, task_type: str, schedules: int) -> None:
    named = job.job_class.__name__
    if task_type not in BASES:
        raise TypeError(f'{named}: task_type must be "recurrent" or "scheduled", not "{task_type}"')
    if not issubclass(job.job_class, BASES[task_type]):
        raise TypeError(f"{named} must derive from {BASES[task_type].__name__}")
    if schedules != (1 if task_type == "recurrent" else 0):
        raise TypeError(f"{named}: a recurrent job has one of interval, cron, daily and weekly, a scheduled one none")
    job.job_class.result_type()
    if job.timeout_seconds <= 0 or job.max_attempts < 1 or job.retry_seconds <= 0:
        raise TypeError(f"{named}: timeout_seconds and retry_seconds must be more than 0, max_attempts at least 1")
    if job.name in RESERVED:
        raise TypeError(f"{named} cannot be called {job.name}: paths have that word for something else")
