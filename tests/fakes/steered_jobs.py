"""Jobs to look at and to steer, and runs of them on record."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from application.job.background_job import ScheduledBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.execution_dto import ExecutionDto
from application.job.job_run import JobResult, JobRun
from application.job.job_triggers import WantedRun
from application.job.trigger_job_command import TriggerJobCommand
from application.ports.leases import Lease
from domain.access.principal import Role
from domain.job.job_execution import ExecutionState, JobExecution
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.job_steps import job_of, nothing

DAY_SECONDS = 24 * 3600
LATER = NOON + timedelta(days=3)


class Colour(StrEnum):
    """What a param may be."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a trigger may give."""

    colour: Colour = Colour.RED
    count: int = 1
    start_date: date | None = None
    end_date: date | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A range has an end after its begin."""
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValueError("end_date must not lie before start_date")


DAILY = job_of(nothing, "daily", interval=None, cron="0 4 * * *", params=Wanted, can_dry_run=True)
GUARDED = job_of(nothing, "guarded", interval=DAY_SECONDS, steered_by=Role.ADMIN)
OFF = job_of(nothing, "off", interval=60, enabled=False)
UNSET = job_of(nothing, "unset", interval=60, enabled=lambda _: False)


@backgroundjob(task_type="scheduled")
class AskedJob(ScheduledBackgroundJob):
    """Do nothing, when asked."""

    async def run_at(self, run: JobRun) -> JobResult:
        """Do nothing."""
        return await nothing(run)


def resting(world: FakeWorld, **settings: Any) -> FakeProcess:
    """A process that knows these jobs and runs none."""
    return FakeProcess(world, jobs=(DAILY, GUARDED, OFF, UNSET), runs_jobs=False, **settings)


def led(world: FakeWorld, seconds: float = 30) -> None:
    """Let somebody keep the schedules for so long."""
    ends_at = world.clock.now() + timedelta(seconds=seconds)
    world.leases.leases["scheduler"] = Lease(
        name="scheduler", holder="host/1/a", term=3, ends_at=ends_at, seconds_left=seconds
    )


def recorded(world: FakeWorld, execution_id: str = "daily@a", **fields: Any) -> JobExecution:
    """Put a run on record."""
    slot = fields.get("scheduled_for", world.clock.now())
    usual = {"job": execution_id.partition("@")[0], "scheduled_for": slot, "due_at": slot, "created_at": slot}
    execution = JobExecution(**{"id": execution_id, **usual, **fields})
    world.executions.records[execution.id] = execution
    return execution


def ended(world: FakeWorld, execution_id: str, state: ExecutionState, **fields: Any) -> JobExecution:
    """Put a run on record that took two seconds, now."""
    now = world.clock.now()
    times = {"started_at": now - timedelta(seconds=2), "finished_at": now, "attempt": 1}
    return recorded(world, execution_id, state=state, **{**times, **fields})


async def asked_for(process: FakeProcess, name: str = "daily", role: Role = Role.ADMIN, **wanted: Any) -> ExecutionDto:
    """Ask for a run as somebody of this role."""
    result = await process.send_async(TriggerJobCommand(job_id=name, wanted=WantedRun(**wanted)), role)
    assert result.status == 202, result.detail
    run: ExecutionDto = result.data
    return run
