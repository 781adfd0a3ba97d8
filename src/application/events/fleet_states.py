"""What the log's followers need of the fleet in memory."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from domain.aggregate import FleetAggregateState
from domain.alert.alert_state import AlertState
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState


class FleetStates(ABC):
    """The fleet as the events told so far make it. Nothing here waits: each answer is true within its tick."""

    position: EventPosition
    """The newest event told: what has been published on the bus is in the states."""

    @abstractmethod
    def load(
        self,
        workers: Iterable[CMLWorkerState],
        labs: Iterable[LabRecordState],
        operations: Iterable[OperationState],
        alerts: Iterable[AlertState],
        settings: Iterable[FleetSettingsState],
        refreshes: Iterable[FleetRefreshCompletedDomainEvent],
        position: EventPosition,
    ) -> None:
        """Begin with what the documents hold; they may be ahead of `position`, never of the log."""

    @abstractmethod
    def apply(self, recorded: RecordedEvent) -> None:
        """Follow one event; one that a state already holds changes nothing."""

    @abstractmethod
    def states_of(self, aggregate_ids: Iterable[str]) -> list[FleetAggregateState]:
        """Return the states of these aggregates, also of removed ones; unknown ids are left out."""
