"""The port through which states that follow from the log are kept ready for reading."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.aggregate import FleetAggregateState
from domain.alert.alert_state import AlertState
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState


class Projection(Protocol):
    """Writes documents. Errors of the database come as SourceUnavailableError."""

    @property
    def interruptions(self) -> int:
        """How often the database was away: what was written just before may be lost each time."""

    async def project_async(
        self, states: Sequence[FleetAggregateState], refreshes: Sequence[FleetRefreshCompletedDomainEvent]
    ) -> None:
        """Write these states in one bulk write per collection; a newer document is never overwritten."""

    async def versions_async(self, states: Sequence[FleetAggregateState]) -> Mapping[str, int]:
        """Return by id the version of the document of each of these states, where there is one."""

    async def load_workers_async(self, left_after: datetime) -> list[CMLWorkerState]:
        """Return every worker of the fleet, also terminated ones, and those that left it after that time."""

    async def load_labs_async(self, removed_after: datetime) -> list[LabRecordState]:
        """Return every lab of the fleet, and those that were removed after that time."""

    async def load_operations_async(self, finished_after: datetime) -> list[OperationState]:
        """Return every operation that runs, and those that finished after that time."""

    async def load_alerts_async(self, resolved_after: datetime) -> list[AlertState]:
        """Return every alert that is not over, and those that were resolved after that time."""

    async def load_settings_async(self) -> list[FleetSettingsState]:
        """Return what is set, if anything ever was."""

    async def load_refreshes_async(self) -> list[FleetRefreshCompletedDomainEvent]:
        """Return how the last refresh of each source went, as far as documents tell."""
