"""RecurrentBackgroundJob: what is done again and again."""

from abc import ABC, abstractmethod
from typing import ClassVar

from application.job.job_run import JobResult, JobRun


class RecurrentBackgroundJob(ABC):
    """A job with an interval, declared with `@backgroundjob`.

    It is built for each run, from the services its constructor names, in a scope that ends with the run.
    The decorator sets `__interval__`, as it was given, and `__job__`, the whole JobDeclaration.
    """

    __interval__: ClassVar[object]
    __job__: ClassVar[object]

    @abstractmethod
    async def run_every(self, run: JobRun) -> JobResult:
        """Do the work of one slot, as the system principal; whatever is raised fails this run and no other."""
