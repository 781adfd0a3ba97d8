"""What the idle rules do in tests: set, judged again and again, pauses carried out."""

from typing import Any

from application.idle.idle_detection_job import IdleDetectionJob, IdleDetectionResult
from application.job.job_run import JobRun
from application.telemetry.cml_health_collection_job import CMLHealthCollectionJob
from application.telemetry.labs_refresh_job import LabsRefreshJob
from domain.worker.cml_worker_state import CMLWorkerState
from fakes.act_steps import carried_out
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.live_settings import set_values

RULES = {"idle.enabled": True, "idle.idle_after_minutes": 120, "idle.countdown_minutes": 15}


async def set_rules(process: FakeProcess, **rules: Any) -> None:
    """Set the usual rules, and these."""
    await set_values(process, {**RULES, **{f"idle.{name}": value for name, value in rules.items()}})


def job_run() -> JobRun:
    """One run of a job."""
    return JobRun(job="idle-detection", scheduled_for=NOON, started_at=NOON)


async def collect(process: FakeProcess) -> None:
    """Read every controller thoroughly, and its labs."""
    await process.get(CMLHealthCollectionJob).run_every(job_run())
    await process.get(LabsRefreshJob).run_every(job_run())


async def judge(
    process: FakeProcess, world: FakeWorld, minutes: float = 0, run: JobRun | None = None
) -> IdleDetectionResult:
    """Let the job run after so many minutes."""
    world.clock.pass_seconds(minutes * 60)
    return await process.get(IdleDetectionJob).run_every(run or job_run())


async def pause(process: FakeProcess, world: FakeWorld) -> dict[str, tuple[str, str | None]]:
    """Carry out the pause that the job began last; return what became of whom."""
    begun = [e.subject for e in process.heard if e.short_type == "operation.started"]
    state = await carried_out(world, process, begun[-1])
    return {target: (result.outcome.value, result.code) for target, result in state.results.items()}


async def state_of(process: FakeProcess, worker_id: str) -> CMLWorkerState:
    """A worker as it is saved."""
    [worker] = await process.workers.get_many_async([worker_id])
    return worker.state


def pauses(process: FakeProcess) -> int:
    """How many were begun."""
    return len(told(process, "operation.started"))


def told(process: FakeProcess, short_type: str) -> list[dict[str, Any]]:
    """What was told in events of one type."""
    return [event.cloud_event["data"] for event in process.heard if event.short_type == short_type]
