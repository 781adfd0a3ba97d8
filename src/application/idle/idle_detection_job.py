"""idle-detection: finds the workers that nobody uses, announces their pause, and begins it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from application.access.acting import acting_as
from application.clock import Clock
from application.idle.idle_ruling import PAUSE, IdleRuling, RulesNow
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_run import JobResult, JobRun
from application.operation.operation_starter import OperationStarter
from application.telemetry.overtaken import warn_of_overtaken
from application.worker.active_workers import ActiveWorkers
from domain.access.principal import Principal, Role
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.idle_worker import IDLE_DETECTION

PRINCIPAL = Principal(id=IDLE_DETECTION, name="idle detection", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleDetectionResult(JobResult):
    """Who was found idle."""

    worker_count: Annotated[int, Field(ge=0, description="workers that were judged")]
    idle_count: Annotated[int, Field(ge=0, description="workers that nobody uses")]
    paused_count: Annotated[int, Field(ge=0, description="workers whose pause was begun")]


@backgroundjob(
    task_type="recurrent",
    interval=60,
    timeout_seconds=60,
    enabled=lambda settings: settings.worker_monitoring_enabled,
    can_dry_run=True,
)
class IdleDetectionJob(RecurrentBackgroundJob):
    """Find the workers that nobody uses, announce their pause, and begin it where the settings want that.

    Idle workers are told whether or not the live settings have them paused.
    """

    def __init__(
        self,
        active: ActiveWorkers,
        workers: CMLWorkerRepository,
        ruling: IdleRuling,
        operations: OperationStarter,
        clock: Clock,
    ) -> None:
        self._active = active
        self._workers = workers
        self._ruling = ruling
        self._operations = operations
        self._clock = clock

    async def run_every(self, run: JobRun) -> IdleDetectionResult:
        """Judge all in one commit, and pause whose countdown has ended in one operation."""
        now = self._clock.now()
        rules = self._ruling.at(now)
        workers = await self._active.load_async()
        overtaken = await self._judge(workers, rules, now, saved=not run.dry_run)
        due = [worker.aggregate_id for worker in workers if worker.is_due_to_pause(rules.rule_for(worker.state), now)]
        due = sorted(set(due) - rules.pausing - set(overtaken))
        if due and not run.dry_run:
            await self._pause(due)
        idle = sum(worker.state.idle.since is not None for worker in workers)
        warn_of_overtaken(run, set(overtaken))
        return IdleDetectionResult(worker_count=len(workers), idle_count=idle, paused_count=len(due))

    async def _pause(self, worker_ids: list[str]) -> None:
        with acting_as(PRINCIPAL):
            await self._operations.start_async(PAUSE, worker_ids, {}, 0)

    async def _judge(self, workers: list[CMLWorker], rules: RulesNow, now: datetime, *, saved: bool) -> list[str]:
        def judge(worker: CMLWorker) -> None:
            worker.judge_idleness(rules.rule_for(worker.state), now)

        for worker in workers:
            judge(worker)
        return await self._workers.update_many_async(workers, judge) if saved else []
