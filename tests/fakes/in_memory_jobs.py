"""Jobs in memory: the same rules as in the database, by the clock of the test."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from application.ports.job_executions import ExecutionFilter, ExecutionTotal, Held, OverlapError, Place
from application.ports.job_logs import LogLine
from domain.errors import SourceUnavailableError
from domain.job.job_configuration import JobConfiguration
from domain.job.job_execution import WAITING, Control, ExecutionState, JobExecution
from fakes.fake_clock import FakeClock


class InMemoryJobConfigurations:
    """By the job's name; `is_away` makes every call fail as it does without the database."""

    def __init__(self) -> None:
        self.records: dict[str, JobConfiguration] = {}
        self.is_away = False

    async def add_async(self, configuration: JobConfiguration) -> bool:
        """See JobConfigurations."""
        _ask(self)
        if configuration.job in self.records:
            return False
        self.records[configuration.job] = configuration
        return True

    async def replace_async(self, configuration: JobConfiguration) -> bool:
        """See JobConfigurations."""
        _ask(self)
        before = self.records.get(configuration.job)
        if before is None or before.version != configuration.version - 1:
            return False
        self.records[configuration.job] = replace(configuration, continue_from=before.continue_from)
        return True

    async def continue_from_async(self, job: str, place: str | None) -> None:
        """See JobConfigurations."""
        _ask(self)
        if job in self.records:
            self.records[job] = replace(self.records[job], continue_from=place)

    async def list_async(self) -> Sequence[JobConfiguration]:
        """See JobConfigurations."""
        _ask(self)
        return list(self.records.values())


class InMemoryJobExecutions:
    """By id; `is_away` as above, and the answers to as many changes are lost as `lost_answers` says."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.records: dict[str, JobExecution] = {}
        self.is_away = False
        self.lost_answers = 0

    async def add_async(self, execution: JobExecution) -> bool:
        """See JobExecutions."""
        _ask(self)
        if execution.id in self.records:
            return False
        self.records[execution.id] = execution
        return True

    async def find_async(self, execution_id: str) -> JobExecution | None:
        """See JobExecutions."""
        _ask(self)
        return self.records.get(execution_id)

    async def list_async(self, wanted: ExecutionFilter, after: Place | None, limit: int) -> Sequence[JobExecution]:
        """See JobExecutions."""
        _ask(self)
        found = [each for each in self.records.values() if _is_wanted(each, wanted) and _is_after(each, after)]
        return sorted(found, key=lambda each: (each.scheduled_for, each.id), reverse=True)[:limit]

    async def totals_async(self, since: datetime) -> Sequence[ExecutionTotal]:
        """See JobExecutions."""
        _ask(self)
        groups: dict[tuple[str, ExecutionState], list[float | None]] = {}
        for each in self.records.values():
            if each.scheduled_for >= since:
                groups.setdefault((each.job, each.state), []).append(each.duration_seconds)
        return [_total(job, state, durations) for (job, state), durations in groups.items()]

    async def due_async(self, jobs: Collection[str], limit: int) -> Sequence[JobExecution]:
        """See JobExecutions."""
        _ask(self)
        now = self._clock.now()
        mine = [each for each in self.records.values() if each.job in jobs]
        broken = [each for each in mine if each.lease_until and each.lease_until <= now]
        waiting = [each for each in mine if each.state in WAITING and each.due_at <= now]
        return [*broken, *sorted(waiting, key=lambda each: each.due_at)][:limit]

    async def waiting_async(self, job: str) -> Sequence[JobExecution]:
        """See JobExecutions."""
        _ask(self)
        waiting = [each for each in self.records.values() if each.job == job and each.state in WAITING]
        return sorted(waiting, key=lambda each: each.due_at)

    async def running_async(self, overlap_key: str) -> JobExecution | None:
        """See JobExecutions."""
        _ask(self)
        return next((each for each in self.records.values() if each.overlap_key == overlap_key), None)

    async def take_async(self, seen: JobExecution, holder: str, seconds: float, **changes: Any) -> JobExecution | None:
        """See JobExecutions."""
        _ask(self)
        known = self.records.get(seen.id)
        if known is None or _seen(known) != _seen(seen):
            return None
        other = await self.running_async(changes["overlap_key"])
        if other is not None and other.id != seen.id:
            raise OverlapError(seen.id)
        taken = {"holder": holder, "fence": seen.fence + 1, "lease_until": self._ends(seconds), **changes}
        self.records[seen.id] = replace(known, state=ExecutionState.RUNNING, **taken)
        return self.records[seen.id]

    async def change_async(self, execution_id: str, fence: int, **changes: Any) -> bool:
        """See JobExecutions."""
        _ask(self)
        known = self.records.get(execution_id)
        if known is None or known.fence != fence or known.state.is_final:
            return False
        self.records[execution_id] = replace(known, **changes)
        if self.lost_answers:
            self.lost_answers -= 1
            raise _away()
        return True

    async def renew_async(self, holder: str, ids: Collection[str], seconds: float) -> None:
        """See JobExecutions."""
        _ask(self)
        for each in (each for each in self._held_by(holder) if each.id in ids):
            self.records[each.id] = replace(each, lease_until=self._ends(seconds))

    async def held_async(self, holder: str) -> Mapping[str, Held]:
        """See JobExecutions."""
        _ask(self)
        return {
            each.id: Held(fence=each.fence, asked=each.asked, asked_by=each.asked_by) for each in self._held_by(holder)
        }

    async def ask_async(self, execution_id: str, asked: Control, by: str) -> bool:
        """See JobExecutions."""
        _ask(self)
        known = self.records.get(execution_id)
        if known is None or known.state is not ExecutionState.RUNNING:
            return False
        self.records[execution_id] = replace(known, asked=asked, asked_by=by)
        return True

    async def newest_slot_async(self, job: str) -> JobExecution | None:
        """See JobExecutions."""
        found = await self.list_async(ExecutionFilter(jobs=[job], of_schedule=True), None, 1)
        return found[0] if found else None

    async def remove_finished_async(self, before: datetime, limit: int) -> int:
        """See JobExecutions."""
        ended = [each for each in self.records.values() if each.finished_at and each.finished_at < before][:limit]
        newest = [await self.newest_slot_async(each.job) for each in ended]
        removed = [each for each in ended if each not in newest]
        for each in removed:
            del self.records[each.id]
        return len(removed)

    def _held_by(self, holder: str) -> list[JobExecution]:
        return [each for each in self.records.values() if each.lease_until and each.holder == holder]

    def _ends(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


class InMemoryJobLogs:
    """By execution; `is_away` as above."""

    def __init__(self) -> None:
        self.records: dict[str, dict[int, LogLine]] = {}
        self.is_away = False

    async def append_async(self, execution_id: str, first: int, lines: Sequence[LogLine]) -> None:
        """See JobLogs."""
        _ask(self)
        self.records.setdefault(execution_id, {}).update(enumerate(lines, first))

    async def read_async(self, execution_id: str, first: int, limit: int) -> Sequence[LogLine]:
        """See JobLogs."""
        lines = self.records.get(execution_id, {})
        return [lines[number] for number in sorted(lines) if number >= first][:limit]

    async def count_async(self, execution_id: str) -> int:
        """See JobLogs."""
        _ask(self)
        return len(self.records.get(execution_id, {}))


class _MayBeAway(Protocol):
    is_away: bool


def _ask(collection: _MayBeAway) -> None:
    if collection.is_away:
        raise _away()


def _away() -> SourceUnavailableError:
    return SourceUnavailableError("the database does not answer", code="database_unavailable")


def _seen(each: JobExecution) -> tuple[object, ...]:
    return each.fence, each.state, each.lease_until


def _total(job: str, state: ExecutionState, durations: Sequence[float | None]) -> ExecutionTotal:
    took = [each for each in durations if each is not None]
    average = sum(took) / len(took) if took else None
    return ExecutionTotal(job=job, state=state, count=len(durations), average_seconds=average)


def _is_wanted(each: JobExecution, wanted: ExecutionFilter) -> bool:
    return (
        (not wanted.jobs or each.job in wanted.jobs)
        and (not wanted.states or each.state in wanted.states)
        and wanted.owner in (None, each.owner)
        and (wanted.seen_by in (None, each.owner) or not each.is_waiting_one_off)
        and (wanted.since is None or each.scheduled_for >= wanted.since)
        and (wanted.until is None or each.scheduled_for < wanted.until)
        and wanted.of_schedule in (None, each.is_of_schedule)
    )


def _is_after(each: JobExecution, after: Place | None) -> bool:
    return after is None or (each.scheduled_for, each.id) < (after.scheduled_for, after.id)
