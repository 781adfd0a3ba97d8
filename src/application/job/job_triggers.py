"""JobTriggers: puts a run into the queue that somebody asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from application.access.acting import acting_id
from application.clock import Clock
from application.job.job_plan import JobPlan
from application.job.job_queue import JobQueue
from application.job.job_steering import JobSteering
from application.ports.id_generator import IdGenerator
from application.settings import Settings
from domain.errors import ConflictError, InvalidRequestError
from domain.job.job_execution import JobExecution, TriggerKind

FARTHEST = timedelta(days=36_600)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRun:
    """`params` go over those that are set for the job. It begins `at` a time, None = now. A dry run writes nothing."""

    params: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    dry_run: bool = False


class JobTriggers:
    """The run is its own: the schedule goes on as before. It is owned by who acts."""

    def __init__(
        self, steering: JobSteering, queue: JobQueue, ids: IdGenerator, clock: Clock, settings: Settings
    ) -> None:
        self._steering = steering
        self._queue = queue
        self._ids = ids
        self._clock = clock
        self._settings = settings

    async def trigger_async(self, job_id: str, wanted: WantedRun) -> JobExecution:
        """Queue a run; NotFoundError, PermissionDeniedError, ConflictError, InvalidRequestError."""
        plan = await self._steering.plan_async(job_id)
        if wanted.dry_run and not plan.job.can_dry_run:
            raise ConflictError("this job cannot be run without writes")
        params = plan.job.checked_params({**plan.params, **wanted.params})
        plan.job.check_run(params, self._settings, wanted.at or self._clock.now())
        return await self._put_async(plan, wanted, params)

    async def repeat_async(self, before: JobExecution) -> JobExecution:
        """Queue a run with the input of one that is over."""
        now = self._clock.now()
        again = JobExecution(
            id=self._new_id(before.job),
            job=before.job,
            scheduled_for=now,
            due_at=now,
            created_at=now,
            triggered_by=TriggerKind.RETRY,
            owner=acting_id(),
            params=before.params,
            dry_run=before.dry_run,
            retry_of=before.id,
        )
        await self._queue.put_async(again)
        return again

    async def _put_async(self, plan: JobPlan, wanted: WantedRun, params: dict[str, Any]) -> JobExecution:
        now = self._clock.now()
        if wanted.at is not None and not now < wanted.at < now + FARTHEST:
            raise InvalidRequestError("give a time to come, within a hundred years", "/at", code="invalid_time")
        execution = JobExecution(
            id=self._new_id(plan.name),
            job=plan.name,
            scheduled_for=wanted.at or now,
            due_at=wanted.at or now,
            created_at=now,
            triggered_by=TriggerKind.ONE_OFF if wanted.at else TriggerKind.PERSON,
            owner=acting_id(),
            params=params,
            dry_run=wanted.dry_run,
        )
        await self._queue.put_async(execution)
        return execution

    def _new_id(self, job: str) -> str:
        return f"{job}@{self._ids.new_id()}"
