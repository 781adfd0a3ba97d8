"""Jobs in tests: made of a function, run in processes on one world, and looked at by their records."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from application.job.background_job import BackgroundJob, RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_plan import JobPlan, JobPlans
from application.job.job_queue import JobQueue
from application.job.job_run import JobResult, JobRun
from domain.job.job_execution import ExecutionState, JobExecution, TriggerKind
from fakes.fake_process import FakeProcess, FakeWorld

Body = Callable[[JobRun], Awaitable[JobResult]]

NEVER: dict[str, Any] = {"cron": "0 0 1 1 *", "interval": None}
"""For jobs that run only when a test says so: within no test is it New Year's Day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(JobResult):
    """What a job of a test may answer with."""

    worker_count: int


async def nothing(run: JobRun) -> JobResult:
    """Do nothing."""
    return JobResult()


async def forever(run: JobRun) -> JobResult:
    """Never end by itself."""
    await asyncio.Event().wait()
    raise AssertionError


def job_of(body: Body, name: str = "probe", **options: Any) -> type[BackgroundJob]:
    """Make the class of a job that runs a function."""

    class ProbeJob(RecurrentBackgroundJob):
        async def run_every(self, run: JobRun) -> JobResult:
            return await body(run)

    return backgroundjob(**{"task_type": "recurrent", "interval": 10, "name": name, **options})(ProbeJob)


async def triggered(world: FakeWorld, process: FakeProcess, name: str = "a", **fields: Any) -> str:
    """Put a run into the queue, as a person does; return its id."""
    now = world.clock.now()
    execution = JobExecution(
        **{
            "id": name,
            "job": "probe",
            "scheduled_for": now,
            "due_at": now,
            "created_at": now,
            "triggered_by": TriggerKind.PERSON,
            **fields,
        }
    )
    assert await process.get(JobQueue).put_async(execution)
    return execution.id


async def plan_of(process: FakeProcess, name: str = "probe") -> JobPlan:
    """The plan of a job."""
    return await process.get(JobPlans).get_async(name)


def record(world: FakeWorld, execution_id: str = "a") -> JobExecution:
    """The record of a run."""
    return world.executions.records[execution_id]


def states(world: FakeWorld, job: str = "probe") -> list[ExecutionState]:
    """How the runs of a job stand, the oldest slot first."""
    found = sorted(world.executions.records.values(), key=lambda each: (each.scheduled_for, each.id))
    return [each.state for each in found if each.job == job]


async def ran(world: FakeWorld, body: Body, seconds: float = 1, **options: Any) -> FakeProcess:
    """Trigger a run of a function and let time go by; return the process that ran it, which has stopped."""
    process = FakeProcess(world, jobs=[job_of(body, **{**NEVER, **options})])
    async with process:
        await triggered(world, process)
        await world.pass_async(seconds)
    return process


def told(process: FakeProcess) -> list[str]:
    """What was told of jobs."""
    return [event.short_type for event in process.heard if event.short_type.startswith("job.")]
