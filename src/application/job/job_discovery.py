"""Finding the jobs among the classes of the service."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass

from application.errors import StartupError
from application.heirs import heirs_of
from application.job.background_job import BackgroundJob
from application.job.job_declaration import JobDeclaration
from application.job.result_types import Schema, result_schemas


@dataclass(frozen=True, slots=True)
class JobCatalogue:
    """The declared jobs of the service, by name; no two have the same."""

    jobs: tuple[JobDeclaration, ...]

    def result_schemas(self) -> dict[str, Schema]:
        """What their runs answer with: JSON schemas by the names of the types."""
        return result_schemas(job.job_class.result_type() for job in self.jobs)


def discover_jobs(classes: Iterable[type]) -> JobCatalogue:
    """Return what the job classes among `classes` declare.

    Raises StartupError for two jobs of one name, and for a job class that nothing would ever run because it
    has no `@backgroundjob` of its own.
    """
    found: dict[str, JobDeclaration] = {}
    for job_class in heirs_of(BackgroundJob, dict.fromkeys(classes)):
        if inspect.isabstract(job_class):
            continue
        job = _declaration_of(job_class)
        if other := found.get(job.name):
            raise StartupError(
                f"{other.job_class.__name__} and {job_class.__name__} are both named {job.name}; rename one"
            )
        found[job.name] = job
    return JobCatalogue(tuple(found[name] for name in sorted(found)))


def _declaration_of(job_class: type[BackgroundJob]) -> JobDeclaration:
    declaration = vars(job_class).get("__job__")
    if isinstance(declaration, JobDeclaration):
        return declaration
    raise StartupError(f"{job_class.__name__} is never run; declare it with @backgroundjob or make it abstract")
