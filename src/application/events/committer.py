"""Committer: every change of every aggregate of this process goes through here. The log first, then the states."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from application.events.commit_batches import Aggregate, CommitPart, announcement_part, batches_of, parts_of
from application.events.commit_figures import CommitFigures
from application.events.dispatcher import Dispatcher
from application.events.followed_log import FollowedLog
from application.events.log_writer import LogWriter, StaleAggregates
from application.events.record_factory import RecordFactory
from application.events.reprojection import Reprojection
from application.hosting import BackgroundService
from application.ports.projection import Projection
from application.run_counters import run_counters
from application.turns import in_turns
from domain.errors import SourceUnavailableError
from domain.events.fleet_event import FleetEvent
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent

DRAIN_SECONDS = 2.0
AGGREGATES_PER_TURN = 100
"""A thousand take 35 ms."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Commit:
    """What one caller wants saved; `stale` are its aggregates that somebody else changed meanwhile."""

    aggregates: Sequence[Aggregate]
    announcements: Sequence[FleetEvent]
    parts: Sequence[CommitPart]
    done: asyncio.Future[None]
    stale: list[Aggregate] = field(default_factory=list)


class Committer(BackgroundService):
    """Appends what waits as one entry (group commit), tells it, projects it, and then answers."""

    def __init__(
        self,
        writer: LogWriter,
        records: RecordFactory,
        followed: FollowedLog,
        dispatcher: Dispatcher,
        projection: Projection,
        reprojection: Reprojection,
        figures: CommitFigures,
    ) -> None:
        super().__init__()
        self._writer = writer
        self._records = records
        self._followed = followed
        self._dispatcher = dispatcher
        self._projection = projection
        self._reprojection = reprojection
        self._figures = figures
        self._waiting: list[_Commit] = []
        self._arrived = asyncio.Event()
        self._stopping = False

    async def commit_async(
        self, aggregates: Sequence[Aggregate], announcements: Sequence[FleetEvent] = ()
    ) -> list[Aggregate]:
        """Save the pending events of `aggregates`, and `announcements`.

        Returns the aggregates that are stale: somebody else changed them since they were loaded, their last
        part was not saved, and their documents now show the state to load again. Raises
        SourceUnavailableError when the log cannot be reached; whether it was saved is then not known.
        """
        changed = [aggregate for aggregate in aggregates if aggregate.pending_events]
        if not changed and not announcements:
            return []
        if self.task is not None and self.task.done():
            raise _stopping()
        parts = await self._parts_of(changed)
        parts += [announcement_part(event, self._records) for event in announcements]
        commit = _Commit(changed, announcements, parts, asyncio.get_running_loop().create_future())
        first = self._followed.head.last + 1
        self._waiting.append(commit)
        self._arrived.set()
        with self._figures.measuring(parts):
            await commit.done
        self._figures.count_stale(len(commit.stale))
        events = sum(len(part.events) for part in parts)
        run_counters().committed(len(changed), events, first, self._followed.head.last)
        return commit.stale

    async def _parts_of(self, changed: Sequence[Aggregate]) -> list[CommitPart]:
        parts: list[CommitPart] = []
        async for aggregate in in_turns(changed, AGGREGATES_PER_TURN):
            parts += parts_of(aggregate, self._records)
        return parts

    async def run_async(self) -> None:
        """Save what waits, as one group, until told to stop and nothing waits."""
        while self._waiting or not self._stopping:
            await self._arrived.wait()
            self._arrived.clear()
            commits, self._waiting = self._waiting, []
            try:
                await self._save(commits)
            except SourceUnavailableError as error:
                self._reprojection.lost()
                _refuse(commits, error)
            finally:
                _refuse(commits, _stopping())  # whom nothing else has answered

    async def stop_async(self) -> None:
        """Finish what waits, if that takes no longer than `DRAIN_SECONDS`, then end."""
        self._stopping = True
        self._arrived.set()
        if self.task is not None:
            await asyncio.wait([self.task], timeout=DRAIN_SECONDS)
        await super().stop_async()
        _refuse(self._waiting, _stopping())

    async def _save(self, commits: Sequence[_Commit]) -> None:
        aggregates = [aggregate for commit in commits for aggregate in commit.aggregates]
        announcements = [event for commit in commits for event in commit.announcements]
        self._reprojection.leave_to_commit(aggregates)
        stale = StaleAggregates()
        for batch in batches_of(part for commit in commits for part in commit.parts):
            await self._writer.append_async(batch, stale)
        await self._project([aggregate for aggregate in aggregates if aggregate not in stale], announcements)
        await self._dispatcher.wait_until_told_async(self._followed.head.last)
        await self._project_stale(stale.ids())
        for commit in commits:
            _answer(commit, stale)

    async def _project(self, aggregates: Iterable[Aggregate], announcements: Iterable[FleetEvent]) -> None:
        states = [aggregate.state for aggregate in aggregates]
        refreshes = [event for event in announcements if isinstance(event, FleetRefreshCompletedDomainEvent)]
        try:
            await self._projection.project_async(states, refreshes)
        except SourceUnavailableError as error:
            log.warning("projection_postponed", reason=str(error), states=len(states))
            self._reprojection.lost(state.id for state in states)

    async def _project_stale(self, aggregate_ids: Collection[str]) -> None:
        """Let a reload see what overtook the stale ones; that it cannot yet is no reason to refuse the others."""
        try:
            await self._reprojection.project_again_async(aggregate_ids)
        except SourceUnavailableError:
            self._reprojection.lost(aggregate_ids)


def _answer(commit: _Commit, stale: StaleAggregates) -> None:
    for aggregate in commit.aggregates:
        if aggregate in stale:
            commit.stale.append(aggregate)
        else:
            aggregate.clear_pending_events()
    if not commit.done.done():
        commit.done.set_result(None)


def _stopping() -> SourceUnavailableError:
    return SourceUnavailableError("the service is stopping", code="stopping")


def _refuse(commits: Sequence[_Commit], error: SourceUnavailableError) -> None:
    for commit in commits:
        if not commit.done.done():
            commit.done.set_exception(error)
