"""What a job is made from: a class with one method, built anew for each run."""

from abc import ABC, abstractmethod
from typing import ClassVar

from application.job.job_run import JobResult, JobRun
from application.job.result_types import result_type_of


class BackgroundJob(ABC):
    """A job, declared with `@backgroundjob`.

    It is built for each run, from the services its constructor names, in a scope that ends with the run. What its runs
    answer with is what its method says: `async def run_every(self, run: JobRun) -> LabsRefreshResult`.
    The decorator sets `__interval__`, as it was given, and `__job__`, the whole JobDeclaration.
    """

    __interval__: ClassVar[object]
    __job__: ClassVar[object]

    @abstractmethod
    async def run_async(self, run: JobRun) -> JobResult:
        """Do the work of one run, as the system principal; whatever is raised fails this run and no other."""

    @classmethod
    @abstractmethod
    def result_type(cls) -> type[JobResult]:
        """Return what its runs answer with; TypeError where that is not said."""


class RecurrentBackgroundJob(BackgroundJob):
    """A job with a schedule."""

    @abstractmethod
    async def run_every(self, run: JobRun) -> JobResult:
        """Do the work of one slot."""

    async def run_async(self, run: JobRun) -> JobResult:
        """Do it."""
        return await self.run_every(run)

    @classmethod
    def result_type(cls) -> type[JobResult]:
        """Read it off."""
        return result_type_of(cls.run_every)


class ScheduledBackgroundJob(BackgroundJob):
    """A job that runs when somebody asks for it, now or at a time."""

    @abstractmethod
    async def run_at(self, run: JobRun) -> JobResult:
        """Do what was asked for."""

    async def run_async(self, run: JobRun) -> JobResult:
        """Do it."""
        return await self.run_at(run)

    @classmethod
    def result_type(cls) -> type[JobResult]:
        """Read it off."""
        return result_type_of(cls.run_at)
