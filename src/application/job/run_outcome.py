"""RunOutcome: how one attempt of a run ended, and what follows from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from application.job.execution_claims import Claim
from application.job.job_run import JobResult, JobRun, RunRateLimitedError
from application.job.result_types import result_document
from domain.errors import DomainError, InvalidRequestError
from domain.job.job_events import (
    JobCancelledDomainEvent,
    JobCompletedDomainEvent,
    JobExecutionDomainEvent,
    JobFailedDomainEvent,
    JobRateLimitedDomainEvent,
    JobTimedOutDomainEvent,
)
from domain.job.job_execution import ExecutionError, ExecutionState

PATIENCE = timedelta(seconds=30)
LEAST_PATIENCE = timedelta(seconds=1)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """`word` is for the log and for metrics, `changes` for the record; `event` tells it, where it is told."""

    word: str
    changes: Mapping[str, Any]
    event: JobExecutionDomainEvent | None = None
    error: Exception | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def event_word(self) -> str:
        """The word of its line in the log."""
        return f"job_{self.word}"


class RunOutcomes:
    """Makes the outcomes of one attempt, which ended at `now`."""

    def __init__(self, claim: Claim, run: JobRun, now: datetime) -> None:
        self._execution = claim.execution
        self._job = claim.plan.job
        self._run = run
        self._now = now

    def completed(self, result: JobResult) -> RunOutcome:
        """It did its work, perhaps with warnings."""
        figures = result_document(result)
        told = tuple(warning.message for warning in self._run.warnings.records())
        state = ExecutionState.COMPLETED_WITH_WARNINGS if told else ExecutionState.COMPLETED
        changes = {
            "state": state,
            "result": figures,
            "finished_at": self._now,
            "error": None,
            "reason": "",
        }
        event = JobCompletedDomainEvent(**self._ended, result=figures, warnings=told)
        fields = {**figures, **({"warnings": list(told)} if told else {})}
        return RunOutcome(word="completed", changes=changes, event=event, fields=fields)

    def failed(self, error: Exception) -> RunOutcome:
        """It raised; what cannot be accepted is not tried again, since it would be the same."""
        retry_at = None if isinstance(error, InvalidRequestError) else self._retry_at()
        reason = reason_of(error)
        event = JobFailedDomainEvent(**self._ended, reason=reason, retry_at=retry_at)
        changes = self._unsuccessful(ExecutionState.FAILED, type(error).__name__, reason, retry_at)
        return RunOutcome(word="failed", changes=changes, event=event, error=error)

    def timed_out(self) -> RunOutcome:
        """It took longer than it may."""
        retry_at, reason = self._retry_at(), f"it took longer than {self._job.timeout_seconds:g} s"
        event = JobTimedOutDomainEvent(**self._ended, reason=reason, retry_at=retry_at)
        changes = self._unsuccessful(ExecutionState.TIMED_OUT, "TimeoutError", reason, retry_at)
        return RunOutcome(word="timed_out", changes=changes, event=event)

    def rate_limited(self, limit: RunRateLimitedError) -> RunOutcome:
        """It goes on from its progress once that may help."""
        wanted, reason = limit.retry_after or self._now + PATIENCE, str(limit)
        retry_after = max(wanted, self._now + LEAST_PATIENCE)
        event = JobRateLimitedDomainEvent(**self._named, reason=reason, retry_after=retry_after)
        changes = {"state": ExecutionState.RATE_LIMITED, "due_at": retry_after, "reason": reason}
        return RunOutcome(word="rate_limited", changes=changes, event=event, fields={"reason": reason})

    def cancelled(self, by: str) -> RunOutcome:
        """Somebody wanted it to end."""
        event = JobCancelledDomainEvent(**self._ended, by=by)
        changes = {"state": ExecutionState.CANCELLED, "finished_at": self._now, "reason": f"cancelled by {by}"}
        return RunOutcome(word="cancelled", changes=changes, event=event)

    def handed_over(self) -> RunOutcome:
        """The process stops: another one goes on at once, with the same attempt."""
        changes = {
            "state": ExecutionState.PENDING,
            "due_at": self._now,
            "attempt": self._execution.attempt - 1,
            "reason": "handed over by a process that stopped",
        }
        return RunOutcome(word="handed_over", changes=changes)

    @property
    def _named(self) -> dict[str, Any]:
        return {
            "aggregate_id": self._execution.job,
            "created_at": self._now,
            "execution_id": self._execution.id,
            "scheduled_for": self._execution.scheduled_for,
            "attempt": self._execution.attempt,
        }

    @property
    def _ended(self) -> dict[str, Any]:
        began = self._execution.started_at or self._now
        return {**self._named, "duration_seconds": max(0.0, (self._now - began).total_seconds())}

    def _retry_at(self) -> datetime | None:
        """The end of the pause before the next attempt, doubled with each; None for the last one."""
        attempt = self._execution.attempt
        if attempt >= self._job.max_attempts:
            return None
        pause = timedelta(seconds=self._job.retry_seconds * 2 ** (attempt - 1))
        return self._now + min(pause, LONGEST_RETRY)

    def _unsuccessful(self, state: ExecutionState, kind: str, reason: str, retry_at: datetime | None) -> dict[str, Any]:
        error = ExecutionError(type=kind, message=reason)
        if retry_at is None:
            return {"state": state, "finished_at": self._now, "error": error}
        return {"state": ExecutionState.PENDING, "due_at": retry_at, "error": error}


def reason_of(error: Exception) -> str:
    """What is told of an error: its text where that was written for people, otherwise only what it is."""
    return str(error) if isinstance(error, DomainError) else f"{type(error).__name__}; the log of the run says more"
