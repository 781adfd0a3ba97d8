"""The documents that follow from the log, in dictionaries."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from domain.errors import SourceUnavailableError
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState


class InMemoryProjection:
    """Holds copies and gives out copies; every call takes a turn of the loop.

    `down` makes every call fail; `writes` counts the calls that had something to write.
    """

    def __init__(self) -> None:
        self.workers: dict[str, CMLWorkerState] = {}
        self.refreshes: dict[str, FleetRefreshCompletedDomainEvent] = {}
        self.down = False
        self.writes = 0

    async def project_async(
        self, workers: Sequence[CMLWorkerState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write; a newer document is never overwritten."""
        copies = [copy_of(state) for state in workers]
        await self._turn()
        self.writes += bool(workers or refreshes)
        for state in copies:
            if self._version(state.id) < state.state_version:
                self.workers[state.id] = state
        for refresh in refreshes:
            self._keep(refresh)

    async def worker_versions_async(self, worker_ids: Iterable[str]) -> Mapping[str, int]:
        """Return versions."""
        await self._turn()
        return {worker_id: self._version(worker_id) for worker_id in worker_ids if worker_id in self.workers}

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Return all but those who left long ago."""
        await self._turn()
        states = self.workers.values()
        return [copy_of(state) for state in states if not state.removed or state.last_modified > left_after]

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Return the freshness of every source and scope."""
        await self._turn()
        return list(self.refreshes.values())

    def _version(self, worker_id: str) -> int:
        return self.workers[worker_id].state_version if worker_id in self.workers else 0

    def _keep(self, refresh: FleetRefreshCompletedDomainEvent) -> None:
        for outcome in refresh.scopes:
            key = f"{refresh.source}/{outcome.account}/{outcome.region}"
            before = self.refreshes[key].scopes[0].as_of if key in self.refreshes else None
            self.refreshes[key] = replace(refresh, scopes=[replace(outcome, as_of=outcome.as_of or before)])

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError("the database does not answer")


def copy_of(state: CMLWorkerState) -> CMLWorkerState:
    """Return an equal state that shares nothing with this one, as if it had been to a database."""
    return msgspec.convert(msgspec.to_builtins(state), CMLWorkerState)
