"""Jobs that do what a test asks of them, in the place of the service's own."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import structlog
from pydantic import Field

from application.job.background_job import RecurrentBackgroundJob, ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_declaration import JobDeclaration, Overlap
from application.job.job_discovery import JobCatalogue
from application.job.job_run import JobResult, JobRun
from domain.access.principal import Role

SLOTLESS_SECONDS = 300 * 24 * 3600
"""So far apart that no slot is due while a test runs."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ProbeParams:
    """`steps` are done, `step_seconds` each; `word` is logged and printed with each; it fails where `fails`."""

    steps: int = 1
    step_seconds: float = 0.0
    word: str = ""
    fails: bool = False
    start_date: date | None = None
    end_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult(JobResult):
    """What was done."""

    steps: Annotated[int, Field(ge=0, description="steps that were taken")]


@backgroundjob(
    task_type="recurrent",
    interval=SLOTLESS_SECONDS,
    params=ProbeParams,
    overlap=Overlap.ALLOW,
    can_dry_run=True,
    enabled=True,
)
class ProbeJob(RecurrentBackgroundJob):
    """Do what is asked.

    Nothing else.
    """

    async def run_every(self, run: JobRun) -> ProbeResult:
        """Take the steps."""
        wanted = run.params_as(ProbeParams)
        for step in range(wanted.steps):
            await run.progress_async(step, wanted.steps, wanted.word)
            log.info("step", word=wanted.word, step=step)
            print(f"{wanted.word} prints {step}")  # noqa: T201  # what a run prints belongs to its log
            await asyncio.sleep(wanted.step_seconds)
        if wanted.fails:
            raise RuntimeError("as asked")
        await run.progress_async(wanted.steps, wanted.steps, wanted.word)
        return ProbeResult(steps=wanted.steps)


@backgroundjob(task_type="scheduled", steered_by=Role.ADMIN)
class GuardedJob(ScheduledBackgroundJob):
    """Do nothing, for admins."""

    async def run_at(self, run: JobRun) -> JobResult:  # nothing is done
        """Do nothing."""
        return JobResult()


@backgroundjob(task_type="recurrent", interval=SLOTLESS_SECONDS, enabled=lambda _: False)
class OffJob(RecurrentBackgroundJob):
    """Do nothing, and not even that."""

    async def run_every(self, run: JobRun) -> JobResult:  # nothing is done
        """Do nothing."""
        return JobResult()


PROBES = (GuardedJob, OffJob, ProbeJob)


def declared(job_class: Any) -> JobDeclaration:
    """Return what a class declares."""
    declaration: JobDeclaration = job_class.__job__
    return declaration


def probe_jobs() -> dict[type, Any]:
    """Return the overrides of an app that has these jobs and no others."""
    catalogue = JobCatalogue(tuple(declared(job_class) for job_class in PROBES))
    return {JobCatalogue: catalogue, **{job_class: job_class() for job_class in PROBES}}
