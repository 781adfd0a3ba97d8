"""Every declared job is found, and no job is forgotten."""

from collections.abc import Callable

import pytest

from application.errors import StartupError
from application.job.background_job import RecurrentBackgroundJob
from application.job.job_declaration import JobDeclaration
from application.job.job_discovery import discover_jobs
from application.job.job_run import JobResult, JobRun

Declare = Callable[..., JobDeclaration]


async def nothing(run: JobRun) -> JobResult:
    """Do nothing."""
    return JobResult()


def test_jobs_are_found_by_name_when_among_other_classes(declare: Declare) -> None:
    """Other classes are passed over; a class that is met twice is one job."""
    labs, archive = declare(nothing, name="labs"), declare(nothing, name="archive")
    classes: list[type] = [labs.job_class, dict, RecurrentBackgroundJob, archive.job_class, labs.job_class]
    assert discover_jobs(classes).jobs == (archive, labs)


def test_start_ends_when_two_jobs_have_one_name(declare: Declare) -> None:
    """Names are what people and records know a job by."""
    jobs = [declare(nothing, name="labs").job_class, declare(nothing, name="labs").job_class]
    with pytest.raises(StartupError, match="ProbeJob and ProbeJob are both named labs"):
        discover_jobs(jobs)


def test_start_ends_when_a_job_is_not_declared(declare: Declare) -> None:
    """A job class without a decorator of its own would silently never run, also one that inherits from a job."""
    heir = type("HeirJob", (declare(nothing).job_class,), {})
    with pytest.raises(StartupError, match="HeirJob is never run"):
        discover_jobs([heir])
