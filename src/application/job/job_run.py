"""What a run is told, and what it has to tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import msgspec

from application.clock import rfc3339
from application.job.run_warnings import RunWarnings
from application.run_counters import RunCounters
from domain.job.job_execution import ExecutionProgress

TParams = TypeVar("TParams")


class RunRateLimitedError(Exception):
    """Whom the run asks wants patience: it goes on from its progress at `retry_after`, or in a while."""

    def __init__(self, reason: str, retry_after: datetime | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class RunBoundary(Protocol):
    """What happens between two steps of a run."""

    async def reach_async(self, progress: ExecutionProgress) -> None:
        """Keep and tell how far it is, and wait while it is paused; raises CancelledError where it is cancelled."""


class NoBoundary:
    """Of a run that nobody keeps a record of."""

    async def reach_async(self, progress: ExecutionProgress) -> None:
        """Nothing is kept."""


@dataclass(slots=True, kw_only=True)
class JobRun:
    """One run of a job: the slot it belongs to (`scheduled_for`) and when it began (`started_at`), aware UTC.

    `params` are what the trigger, the overrides or the code say. `dry_run` asks it to write nothing. `progress` is
    what an earlier attempt kept, `continue_from` where the run before had to stop. The budgets are the calls that it
    may make, None for as many as it likes. `left_off_at` is where the next run begins once this one has done its work,
    None for the beginning.
    """

    job: str
    scheduled_for: datetime
    started_at: datetime
    id: str = ""
    attempt: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    progress: ExecutionProgress = field(default_factory=ExecutionProgress)
    continue_from: str | None = None
    aws_call_budget: int | None = None
    cml_call_budget: int | None = None
    boundary: RunBoundary = field(default_factory=NoBoundary)
    counters: RunCounters = field(default_factory=RunCounters)
    warnings: RunWarnings = field(default_factory=RunWarnings)
    left_off_at: str | None = None

    def __post_init__(self) -> None:
        """Give it the id of its slot where it has none."""
        self.id = self.id or f"{self.job}@{rfc3339(self.scheduled_for)}"

    @property
    def lateness_seconds(self) -> float:
        """How long after its slot the run began; 0 where the wall clock was set back meanwhile."""
        return max(0.0, (self.started_at - self.scheduled_for).total_seconds())

    @property
    def calls_left(self) -> int | None:
        """How many more calls it may make, by the budget that is nearer to its end; None for as many as it likes."""
        left = [
            budget - calls
            for budget, calls in (
                (self.aws_call_budget, self.counters.aws_calls),
                (self.cml_call_budget, self.counters.cml_calls),
            )
            if budget is not None
        ]
        return min(left, default=None)

    @property
    def is_over_budget(self) -> bool:
        """Whether it has made all the calls that it may make: what is left is left to the next run."""
        return self.calls_left is not None and self.calls_left <= 0

    def params_as(self, kind: type[TParams]) -> TParams:
        """Return the params as the dataclass that the job declares."""
        return msgspec.convert(self.params, kind, strict=False)

    def warn(self, message: str, *items: str) -> None:
        """Note what did not go well, and of what; the same message again adds its items."""
        self.warnings.add(message, items)

    def leave_off_at(self, place: str) -> None:
        """Leave what is left to the next run, which begins there."""
        self.left_off_at = place

    async def progress_async(self, done: int, total: int = 0, text: str = "", cursor: str | None = None) -> None:
        """Say at a boundary of its loop how far the run is; here it waits while paused, and ends where cancelled."""
        self.progress = ExecutionProgress(done=done, total=total, text=text, cursor=cursor)
        await self.boundary.reach_async(self.progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """What a run did, where there are no figures of that.

    A job that has some answers with an heir of its own, each of whose fields says what it counts. An item that fails
    does not fail the run: it is counted, and a warning names it.
    """
