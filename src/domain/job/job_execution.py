"""JobExecution: the record of one run, from before it begins until long after it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ExecutionState(StrEnum):
    """How far a run is. PENDING and RATE_LIMITED wait for `due_at`; all but them and RUNNING are final."""

    PENDING = "pending"
    RUNNING = "running"
    RATE_LIMITED = "rate_limited"
    COMPLETED = "completed"
    COMPLETED_WITH_WARNINGS = "completed_with_warnings"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    MISSED = "missed"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the run."""
        return self not in {ExecutionState.PENDING, ExecutionState.RUNNING, ExecutionState.RATE_LIMITED}


WAITING = (ExecutionState.PENDING, ExecutionState.RATE_LIMITED)
SUCCEEDED = (ExecutionState.COMPLETED, ExecutionState.COMPLETED_WITH_WARNINGS)
FAILED = (ExecutionState.FAILED, ExecutionState.TIMED_OUT)


class TriggerKind(StrEnum):
    """Why there is a run; ONE_OFF is asked for by somebody for a time to come, PERSON for now."""

    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    START = "start"
    PERSON = "person"
    ONE_OFF = "one_off"
    RETRY = "retry"


class Control(StrEnum):
    """What somebody asks of a run that goes on."""

    NONE = ""
    CANCEL = "cancel"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionProgress:
    """`done` of `total` (0: not known), and what is being done. `cursor` is where a later attempt would go on."""

    done: int = 0
    total: int = 0
    text: str = ""
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionError:
    """Why a run failed: the type of what was raised, and a sentence without secrets."""

    type: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionWarning:
    """What did not go well; `items` are the first fifty it is true of, `count` is of all."""

    message: str
    items: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionCounters:
    """Calls of AWS and of CML controllers that all attempts made, documents they wrote and events they caused.

    `first_sequence` and `last_sequence` are positions of the event log between which its events lie, 0 for none.
    """

    aws_calls: int = 0
    cml_calls: int = 0
    db_writes: int = 0
    events: int = 0
    first_sequence: int = 0
    last_sequence: int = 0

    def __add__(self, later: "ExecutionCounters") -> "ExecutionCounters":
        """Return what two attempts, the second of them `later`, have made together."""
        return ExecutionCounters(
            aws_calls=self.aws_calls + later.aws_calls,
            cml_calls=self.cml_calls + later.cml_calls,
            db_writes=self.db_writes + later.db_writes,
            events=self.events + later.events,
            first_sequence=self.first_sequence or later.first_sequence,
            last_sequence=later.last_sequence or self.last_sequence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobExecution:
    """One run. `id` is `<job>@<slot>` for a slot of a schedule, so that no slot is run twice.

    It may begin at `due_at`. `owner` is the id of whose it is, "" for the service's own. `fence` grows each time that
    a process takes it up, and every write of a run asks for its own: who was overtaken changes nothing. `holder` is
    the process that runs it, and holds it until `lease_until`. `attempt` is 1 for the first. `overlap_key` is there
    while it runs: no two have the same. `missed` counts the slots that a MISSED record stands for, this one included.
    `result` is what its job answered with, as the version of the service that ran it had it; None before that.
    """

    id: str
    job: str
    state: ExecutionState = ExecutionState.PENDING
    scheduled_for: datetime
    due_at: datetime
    created_at: datetime
    triggered_by: TriggerKind = TriggerKind.SCHEDULE
    owner: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    attempt: int = 0
    fence: int = 0
    holder: str = ""
    lease_until: datetime | None = None
    overlap_key: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    progress: ExecutionProgress = field(default_factory=ExecutionProgress)
    result: Mapping[str, Any] | None = None
    warnings: tuple[ExecutionWarning, ...] = ()
    error: ExecutionError | None = None
    counters: ExecutionCounters = field(default_factory=ExecutionCounters)
    reason: str = ""
    missed: int = 0
    retry_of: str | None = None
    trace_id: str = ""
    asked: Control = Control.NONE
    asked_by: str = ""

    @property
    def duration_seconds(self) -> float | None:
        """How long it ran, by the wall clock; None before its end and where it never began."""
        if self.started_at is None or self.finished_at is None:
            return None
        return max(0.0, (self.finished_at - self.started_at).total_seconds())

    @property
    def lateness_seconds(self) -> float | None:
        """How long after its slot it began; None where it has not."""
        return None if self.started_at is None else max(0.0, (self.started_at - self.scheduled_for).total_seconds())

    @property
    def has_begun(self) -> bool:
        """Whether some process has ever run it: what has begun is neither missed nor skipped."""
        return self.started_at is not None

    @property
    def is_of_schedule(self) -> bool:
        """Whether it stands for a slot of the schedule."""
        return self.triggered_by in {TriggerKind.SCHEDULE, TriggerKind.CATCH_UP}

    @property
    def is_waiting_one_off(self) -> bool:
        """Whether somebody asked for it for a time, and it has not begun."""
        return self.triggered_by is TriggerKind.ONE_OFF and self.state in WAITING
