"""The decorator that makes a class a background job."""

import re
from collections.abc import Callable
from typing import TypeVar

from application.job.job_declaration import Enabled, Interval, JobDeclaration
from application.job.recurrent_background_job import RecurrentBackgroundJob

TJob = TypeVar("TJob", bound=RecurrentBackgroundJob)


def backgroundjob(
    *,
    task_type: str,
    interval: Interval | None = None,
    timeout_seconds: float = 300.0,
    run_at_start: bool = False,
    enabled: Enabled = True,
    name: str | None = None,
) -> Callable[[type[TJob]], type[TJob]]:
    """Declare a job: `@backgroundjob(task_type="recurrent", interval=lambda live: live.intervals.labs_seconds)`.

    `task_type` is "recurrent". `interval` is in seconds, or a function of the live settings, which are followed;
    `enabled` may be one of the settings, which are read when the service starts. A run that takes longer than
    `timeout_seconds` is cancelled. `run_at_start` adds a run as soon as the service is up. `name` is made of the class
    name unless given. Runs of one job do not overlap: a slot that finds the run before it still going is skipped.

    Raises TypeError, naming the class, for a declaration that cannot work.
    """

    def declare(job_class: type[TJob]) -> type[TJob]:
        if task_type != "recurrent":
            raise TypeError(f'{job_class.__name__}: task_type must be "recurrent", not "{task_type}"')
        if not issubclass(job_class, RecurrentBackgroundJob):
            raise TypeError(f"{job_class.__name__} must derive from RecurrentBackgroundJob")
        if interval is None:
            raise TypeError(f"{job_class.__name__} needs an interval")
        if timeout_seconds <= 0:
            raise TypeError(f"{job_class.__name__}: timeout_seconds must be more than 0, not {timeout_seconds}")
        job_class.__interval__ = interval
        job_class.__job__ = JobDeclaration(
            job_class=job_class,
            name=name or job_name_of(job_class),
            interval=interval,
            timeout_seconds=timeout_seconds,
            run_at_start=run_at_start,
            enabled=enabled,
        )
        return job_class

    return declare


def job_name_of(job_class: type) -> str:
    """Return the class name without `Job` in kebab case: `CMLHealthCheckJob` is `cml-health-check`."""
    words = re.findall(r"[A-Z0-9]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", job_class.__name__.removesuffix("Job"))
    return "-".join(words).lower()
