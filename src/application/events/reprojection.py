"""Projects again what may not have been projected: by a process that died, or while the database was away."""

from collections.abc import Iterable
from typing import Any

import structlog

from application.clock import Clock
from application.events.fleet_states import FleetStates
from application.events.followed_log import FollowedLog
from application.ports.projection import Projection
from domain.aggregate import FleetAggregate

CHECK_SECONDS = 30.0

log = structlog.get_logger(__name__)


class Reprojection:
    """Compares documents with the fleet as this process has followed it, and writes the ones left behind."""

    def __init__(self, followed: FollowedLog, states: FleetStates, projection: Projection, clock: Clock) -> None:
        self._recent_subjects = followed.recent_subjects
        self._states = states
        self._projection = projection
        self._clock = clock
        self._checked_at = clock.monotonic_seconds()
        self._losses = 0
        self._made_good = 0
        self._interruptions = 0
        self._left_behind: frozenset[str] = frozenset()
        self._left_to_commit: dict[str, int] = {}

    @property
    def overdue(self) -> bool:
        """Whether the database was away and the states have not been projected again since."""
        return self._made_good < self._losses or self._interruptions < self._projection.interruptions

    def leave_to_commit(self, aggregates: Iterable[FleetAggregate[Any]]) -> None:
        """Note that a commit of this process writes these versions, or tells `lost` that it could not."""
        self._left_to_commit.update((one.aggregate_id, one.state.state_version) for one in aggregates)

    def lost(self, aggregate_ids: Iterable[str] = ()) -> None:
        """Note that the database was away, and whose projection was lost by that as far as it is known."""
        self._losses += 1
        self._left_behind |= frozenset(aggregate_ids)

    async def project_overdue_async(self) -> None:
        """Project the recent states again after the database was away, and every half minute for dead processes."""
        if self.overdue:
            await self._make_good_async()
        elif self._clock.monotonic_seconds() - self._checked_at >= CHECK_SECONDS:
            await self._project_for_others_async()

    async def _make_good_async(self) -> None:
        losses, left_behind, interruptions = self._losses, self._left_behind, self._projection.interruptions
        await self.project_recent_async()
        self._made_good, self._interruptions = losses, interruptions  # what was lost meanwhile is still to be made good
        self._left_behind -= left_behind

    async def _project_for_others_async(self) -> None:
        left_before = set(self._left_to_commit)
        subjects = self._recent_subjects.all()
        for long_past in left_before - subjects:
            del self._left_to_commit[long_past]
        of_others = [
            state.id
            for state in self._states.states_of(subjects)
            if self._left_to_commit.get(state.id, 0) < state.state_version
        ]
        await self.project_again_async(of_others)
        self._checked_at = self._clock.monotonic_seconds()

    async def project_recent_async(self) -> int:
        """Project the states of recent entries, and those known to be left behind; return how many."""
        subjects = self._recent_subjects.all()
        projected = await self.project_again_async(subjects | self._left_behind)
        self._checked_at = self._clock.monotonic_seconds()
        return projected

    async def project_again_async(self, aggregate_ids: Iterable[str]) -> int:
        """Project the states of these where their documents are behind; return how many were."""
        wanted = self._states.states_of(aggregate_ids)
        if not wanted:
            return 0
        versions = await self._projection.versions_async(wanted)
        behind = [state for state in wanted if versions.get(state.id, 0) < state.state_version]
        if behind:
            await self._projection.project_async(behind, [])
            log.info("states_projected_again", states=len(behind))
        return len(behind)
