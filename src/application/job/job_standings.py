"""JobStandings: how each job stands, from the records of all processes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from application.clock import Clock
from application.job.job_plan import JobPlan
from application.job.slots import next_slot
from application.ports.job_executions import ExecutionFilter, JobExecutions
from domain.errors import SourceUnavailableError
from domain.job.job_execution import FAILED, SUCCEEDED, ExecutionState, JobExecution

OLD_SECONDS = 5.0
READ_SECONDS = 60.0
"""After which all records are read again: what happened to a job may go untold where a process died."""
LOOKED_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStanding:
    """`newest` is its newest run that began; of the last twenty, `failing` failed since one succeeded, `running` go on.

    A job is overdue after `due_by`: None for one that is disabled, or runs only when it is triggered.
    """

    job: str
    newest: JobExecution | None
    last_success: JobExecution | None
    failing: int
    running: int
    due_by: datetime | None
    overdue: bool


class JobStandings:
    """A job is due by its next slot after its last success and its grace, or, while it runs, by when that run must end.

    Where it never succeeded, that counts from when it was first seen, enabled, or given its schedule.
    """

    def __init__(self, executions: JobExecutions, clock: Clock, meter: Meter) -> None:
        self._executions = executions
        self._clock = clock
        self._refreshed_at_seconds = -OLD_SECONDS
        self._read_at_seconds = -READ_SECONDS
        self._changed: set[str] = set()
        self.known: Mapping[str, JobStanding] = {}
        meter.create_observable_gauge(
            "cml_fleet.job.last_success_timestamp", [self._observe_successes], "s", "When a job last succeeded."
        )
        meter.create_observable_gauge(
            "cml_fleet.job.overdue", [self._observe_overdue], "", "1 for a job that has not succeeded in time."
        )

    def note_change(self, job: str) -> None:
        """Read the records of a job with the next look: something was told of it."""
        self._changed.add(job)

    async def refresh_when_old_async(self, plans: Mapping[str, JobPlan]) -> Mapping[str, JobStanding]:
        """Look again where the last look is five seconds old, and return how they stand."""
        now = self._clock.monotonic_seconds()
        if now - self._refreshed_at_seconds >= OLD_SECONDS:
            if now - self._read_at_seconds >= READ_SECONDS:
                self._changed.update(plans)
                self._read_at_seconds = now
            await self._look_again_async(plans)
            self._refreshed_at_seconds = now
        return self.known

    async def _look_again_async(self, plans: Mapping[str, JobPlan]) -> None:
        changed, self._changed = self._changed, set()
        wanted = [plan for name, plan in plans.items() if name in changed or name not in self.known]
        try:
            read = {plan.name: await self.of_async(plan) for plan in wanted}
        except SourceUnavailableError:
            self._changed |= changed
            raise
        self.known = {name: read.get(name) or self._later(plan) for name, plan in plans.items()}

    def _later(self, plan: JobPlan) -> JobStanding:
        known = self.known[plan.name]
        return replace(known, **self._due(plan, known.last_success, known.running))

    async def of_async(self, plan: JobPlan) -> JobStanding:
        """Look how one job stands now."""
        ended = [*SUCCEEDED, *FAILED, ExecutionState.RUNNING]
        recent = await self._executions.list_async(ExecutionFilter(jobs=[plan.name], states=ended), None, LOOKED_AT)
        succeeded = next((each for each in recent if each.state in SUCCEEDED), None)
        if succeeded is None and len(recent) == LOOKED_AT:
            wanted = ExecutionFilter(jobs=[plan.name], states=SUCCEEDED)
            succeeded = next(iter(await self._executions.list_async(wanted, None, 1)), None)
        running = sum(each.state is ExecutionState.RUNNING for each in recent)
        return JobStanding(
            job=plan.name,
            newest=recent[0] if recent else None,
            last_success=succeeded,
            failing=_failing(recent),
            running=running,
            **self._due(plan, succeeded, running),
        )

    def _due(self, plan: JobPlan, succeeded: JobExecution | None, running: int) -> dict[str, Any]:
        due_by = self._due_by(plan, succeeded, running)
        return {"due_by": due_by, "overdue": due_by is not None and self._clock.now() > due_by}

    def _due_by(self, plan: JobPlan, succeeded: JobExecution | None, running: int) -> datetime | None:
        if plan.slots is None:
            return None
        counted_from = plan.configuration.counted_from
        since = max(succeeded.finished_at or counted_from, counted_from) if succeeded else counted_from
        allowed_seconds = plan.grace_seconds + (plan.job.timeout_seconds if running else 0)
        return next_slot(plan.slots, since, plan.name) + timedelta(seconds=allowed_seconds)

    def _observe_successes(self, _: CallbackOptions) -> Iterable[Observation]:
        succeeded = {each.job: each.last_success for each in self.known.values()}
        return [
            Observation(run.finished_at.timestamp(), {"job_name": job})
            for job, run in succeeded.items()
            if run is not None and run.finished_at is not None
        ]

    def _observe_overdue(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(int(each.overdue), {"job_name": each.job}) for each in self.known.values()]


def _failing(recent: Iterable[JobExecution]) -> int:
    failing = 0
    for execution in recent:
        if execution.state in SUCCEEDED:
            break
        failing += execution.state in FAILED
    return failing
