"""The documents that follow from the log, in dictionaries."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import msgspec

from domain.aggregate import FleetAggregateState
from domain.alert.alert_state import AlertState
from domain.errors import SourceUnavailableError
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState

TState = TypeVar("TState", bound=FleetAggregateState)


class InMemoryProjection:
    """Holds copies and gives out copies; every call takes a turn of the loop.

    `down` makes every call fail; `writes` counts the calls that had something to write.
    """

    def __init__(self) -> None:
        self.workers: dict[str, CMLWorkerState] = {}
        self.labs: dict[str, LabRecordState] = {}
        self.operations: dict[str, OperationState] = {}
        self.alerts: dict[str, AlertState] = {}
        self.settings: dict[str, FleetSettingsState] = {}
        self.refreshes: dict[str, FleetRefreshCompletedDomainEvent] = {}
        self.down = False
        self.writes = 0
        self.interruptions = 0

    async def project_async(
        self, states: Sequence[FleetAggregateState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write; a newer document is never overwritten."""
        copies = [copy_of(state) for state in states]
        await self._turn()
        self.writes += bool(states or refreshes)
        for state in copies:
            if isinstance(state, CMLWorkerState):
                _keep_newer(self.workers, state)
            elif isinstance(state, LabRecordState):
                _keep_newer(self.labs, state)
            elif isinstance(state, OperationState):
                _keep_newer(self.operations, state)
            elif isinstance(state, AlertState):
                _keep_newer(self.alerts, state)
            elif isinstance(state, FleetSettingsState):
                _keep_newer(self.settings, state)
        for refresh in refreshes:
            self._keep(refresh)

    async def versions_async(self, states: Sequence[FleetAggregateState]) -> Mapping[str, int]:
        """Return versions."""
        await self._turn()
        known = {**self.workers, **self.labs, **self.operations, **self.alerts, **self.settings}
        return {state.id: known[state.id].state_version for state in states if state.id in known}

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Return all but those who left long ago."""
        await self._turn()
        states = self.workers.values()
        return [copy_of(state) for state in states if not state.removed or state.last_modified > left_after]

    async def load_labs_async(self, removed_after: datetime) -> list[LabRecordState]:
        """Return all but those that went long ago."""
        await self._turn()
        states = self.labs.values()
        return [copy_of(state) for state in states if not state.removed_at or state.removed_at > removed_after]

    async def load_operations_async(self, finished_after: datetime) -> list[OperationState]:
        """Return all but those that finished long ago."""
        await self._turn()
        states = self.operations.values()
        return [copy_of(state) for state in states if not state.finished_at or state.finished_at > finished_after]

    async def load_alerts_async(self, resolved_after: datetime) -> list[AlertState]:
        """Return all but those that were resolved long ago."""
        await self._turn()
        states = self.alerts.values()
        return [copy_of(state) for state in states if not state.resolved_at or state.resolved_at > resolved_after]

    async def load_settings_async(self) -> list[FleetSettingsState]:
        """Return what is set."""
        await self._turn()
        return [copy_of(state) for state in self.settings.values()]

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Return the freshness of every source and scope."""
        await self._turn()
        return list(self.refreshes.values())

    def _keep(self, refresh: FleetRefreshCompletedDomainEvent) -> None:
        for outcome in refresh.scopes:
            key = f"{refresh.source}/{outcome.account}/{outcome.region}"
            before = self.refreshes[key].scopes[0].as_of if key in self.refreshes else None
            self.refreshes[key] = replace(refresh, scopes=[replace(outcome, as_of=outcome.as_of or before)])

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError("the database does not answer")


def _keep_newer(documents: dict[str, TState], state: TState) -> None:
    if state.id not in documents or documents[state.id].state_version < state.state_version:
        documents[state.id] = state


def copy_of(state: TState) -> TState:
    """Return an equal state that shares nothing with this one, as if it had been to a database."""
    return msgspec.convert(msgspec.to_builtins(state), type(state))
