"""The port to the queue of runs, which is also their history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.job.job_execution import Control, ExecutionState, JobExecution


class OverlapError(Exception):
    """Another run with the same `overlap_key` goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionFilter:
    """What a list is about; empty or None = any.

    `owner` is an id; `since` is the first time of `scheduled_for`, `until` the first that is left out. `seen_by` is
    the id of who is shown of the one-offs that wait only those that are his own.
    """

    jobs: Collection[str] = ()
    states: Collection[ExecutionState] = ()
    owner: str | None = None
    seen_by: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    of_schedule: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page of a list begins: after the record with this time and id."""

    scheduled_for: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionTotal:
    """How many runs of a job are in a state; `average_seconds` is what those that ended took, None without any."""

    job: str
    state: ExecutionState
    count: int
    average_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A run that a process holds, and what somebody asks of it."""

    fence: int
    asked: Control
    asked_by: str


class JobExecutions(Protocol):
    """Claims by compare and set, timed by the database's clock. Its errors come as SourceUnavailableError.

    Every change asks for the `fence` that the record had when it was read, and for a state that is not final.
    """

    async def add_async(self, execution: JobExecution) -> bool:
        """Put one into the queue, or on record; False, and nothing written, where there is one of that id."""

    async def find_async(self, execution_id: str) -> JobExecution | None:
        """Return one; None where there is none."""

    async def list_async(self, wanted: ExecutionFilter, after: Place | None, limit: int) -> Sequence[JobExecution]:
        """Return at most `limit`, the newest slots first."""

    async def totals_async(self, since: datetime) -> Sequence[ExecutionTotal]:
        """Return the totals of each job and state, of slots from a time on."""

    async def due_async(self, jobs: Collection[str], limit: int) -> Sequence[JobExecution]:
        """Return at most `limit` of these jobs that wait and may begin now, or whose process let its lease end."""

    async def waiting_async(self, job: str) -> Sequence[JobExecution]:
        """Return the runs of a job that wait, whenever they may begin, the first due first."""

    async def running_async(self, overlap_key: str) -> JobExecution | None:
        """Return the run that has this key; None where none has."""

    async def take_async(self, seen: JobExecution, holder: str, seconds: float, **changes: Any) -> JobExecution | None:
        """Let `holder` run it for `seconds`, under the next fence, with `changes`.

        None where it is not any more as it was seen, also where its process has renewed its lease since. Raises
        OverlapError where another run has the key in `changes`.
        """

    async def change_async(self, execution_id: str, fence: int, **changes: Any) -> bool:
        """Change fields; False, and nothing written, where somebody else has it by now or it is over."""

    async def renew_async(self, holder: str, ids: Collection[str], seconds: float) -> None:
        """Let `holder` keep these for `seconds` more, of them what it still holds."""

    async def held_async(self, holder: str) -> Mapping[str, Held]:
        """Return what `holder` runs, by id."""

    async def ask_async(self, execution_id: str, asked: Control, by: str) -> bool:
        """Ask something of a run; False where it is not running."""

    async def newest_slot_async(self, job: str) -> JobExecution | None:
        """Return the record of the newest slot of a job's schedule; None where it never had one."""

    async def remove_finished_async(self, before: datetime, limit: int) -> int:
        """Forget at most `limit` that finished before a time, but never a job's newest slot; return how many."""
