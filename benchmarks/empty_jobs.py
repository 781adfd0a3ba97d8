"""A process that runs a job which does nothing, and no other."""

import asyncio
import os

import structlog
import uvloop
from pydantic import SecretStr

from application.job.background_job import ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_discovery import JobCatalogue, discover_jobs
from application.job.job_run import JobResult, JobRun
from application.settings import Settings
from main import create_app

EMPTY = "bench-empty"


@backgroundjob(task_type="scheduled", name=EMPTY, overlap="allow")
class EmptyJob(ScheduledBackgroundJob):
    """Does nothing."""

    async def run_at(self, run: JobRun) -> JobResult:  # noqa: ARG002  # it does nothing with it
        """Do it."""
        return JobResult()


async def serve_async() -> None:
    """Be a service with this job alone."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    settings = Settings(
        mongodb_uri=SecretStr(os.environ["BENCH_URI"]),
        mongodb_database=os.environ["BENCH_DATABASE"],
        aws_regions=["us-east-1"],
        secret_key=SecretStr("s" * 43),
        api_key_pepper=SecretStr("p" * 43),
    )
    async with create_app(settings, {JobCatalogue: discover_jobs([EmptyJob]), EmptyJob: EmptyJob()}).running():
        print("running", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve_async())
