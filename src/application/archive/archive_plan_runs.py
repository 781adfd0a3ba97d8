"""ArchivePlanRuns: the seam between plans and the runs of the job that carries them out."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import msgspec

from application.archive.archive_params import ArchiveParams
from application.clock import Clock, rfc3339
from application.job.job_queue import JobQueue
from domain.archive.archive_days import ArchiveDays
from domain.archive.archive_plan import ArchivePlan
from domain.job.job_execution import JobExecution, TriggerKind

JOB = "telemetry-archive"


class ArchivePlanRuns:
    """A plan has one run for each slot, however often and wherever it is begun: its id follows from both."""

    def __init__(self, queue: JobQueue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock

    async def begin_async(self, plan: ArchivePlan, slot: datetime, triggered_by: TriggerKind) -> str:
        """Queue the run of a slot unless it was there; return its id. It belongs to the plan's owner."""
        now = self._clock.now()
        execution = JobExecution(
            id=f"{JOB}@{rfc3339(slot)}:{plan.id}",
            job=JOB,
            scheduled_for=slot,
            due_at=now,
            created_at=now,
            triggered_by=triggered_by,
            owner=plan.owner,
            params=params_for(plan, slot.date()),
        )
        await self._queue.put_async(execution)
        return execution.id


def params_for(plan: ArchivePlan, today: date) -> dict[str, Any]:
    """What the run of a plan is told, as JSON values."""
    days = ArchiveDays.before(today, plan.window_days)
    params = ArchiveParams(
        start_date=days.first,
        end_date=days.last,
        what=list(plan.what),
        format=plan.format,
        destination=plan.destination,
        prune=plan.prune,
        plan_id=plan.id,
    )
    told: dict[str, Any] = msgspec.to_builtins(asdict(params))
    return told
