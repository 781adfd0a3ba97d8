"""FleetView: the fleet in memory, as the events told so far make it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from application.events.event_position import EventPosition
from application.events.fleet_choice import FleetChoice
from application.events.fleet_snapshot import FleetSnapshot
from application.events.fleet_states import FleetStates
from application.events.recorded_event import RecordedEvent
from application.live.live_settings import LiveSettings
from application.operation.recent_operations import RecentOperations
from application.worker.current_alerts import CurrentAlerts
from application.worker.fleet_freshness import FleetFreshness
from application.worker.followed_workers import FollowedWorkers
from application.worker.lab_counts import LabCounts
from application.worker.lab_view import LabView
from application.worker.labs_seen import LabsSeen
from application.worker.worker_json import WorkerJson
from domain.aggregate import FleetAggregateState
from domain.alert.alert_events import AlertDomainEvent
from domain.alert.alert_state import AlertState
from domain.lab.lab_events import LabDomainEvent
from domain.lab.lab_record_state import LabRecordState
from domain.operation.operation_events import OperationDomainEvent
from domain.operation.operation_state import OperationState
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.settings.settings_events import SettingsChangedDomainEvent
from domain.telemetry.fleet_cloudwatch_guard_changed import FleetCloudWatchGuardChangedDomainEvent
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_events import WorkerDomainEvent


class FleetView(FleetStates):
    """Every query and snapshot of this process reads here, exactly at `position`: no gap, no double.

    It follows from the log alone: loaded once from the documents, then changed by each event as it is told.
    `snapshots` are those that were made at `position`: the next event takes them away. `changes` counts what changed
    workers and labs.
    """

    def __init__(
        self,
        json: WorkerJson,
        labs: LabView,
        operations: RecentOperations,
        alerts: CurrentAlerts,
        live: LiveSettings,
    ) -> None:
        self._workers = FollowedWorkers()
        self._operations = operations
        self._alerts = alerts
        self._live = live
        self._labs_seen = LabsSeen()
        self.labs = labs
        self._json = json
        self.snapshots: dict[FleetChoice, FleetSnapshot] = {}
        self.freshness = FleetFreshness()
        self.cloudwatch_guard: FleetCloudWatchGuardChangedDomainEvent | None = None
        self.position = EventPosition("", 0)
        self.changes = 0
        json.when_changed(self.snapshots.clear)

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
        self.changes += 1
        self._workers.load(workers)
        self.labs.load(labs)
        self._operations.load(operations)
        self._alerts.load(alerts)
        self._live.load(settings)
        for refresh in refreshes:
            self.freshness.record(refresh)
        self.position = position

    def apply(self, recorded: RecordedEvent) -> None:
        """Follow one event; one that a worker already holds changes nothing."""
        event = recorded.domain_event
        if isinstance(event, WorkerDomainEvent):
            self.changes += 1
            self._labs_seen.follow(self._workers.follow(event), self.freshness)
        elif isinstance(event, LabDomainEvent):
            self.changes += 1
            self.labs.follow(event)
        elif isinstance(event, OperationDomainEvent):
            self._operations.follow(event)
        elif isinstance(event, AlertDomainEvent):
            self._alerts.follow(event)
        elif isinstance(event, SettingsChangedDomainEvent):
            self._live.follow(event)
        elif isinstance(event, FleetRefreshCompletedDomainEvent):
            self.freshness.record(event)
        elif isinstance(event, FleetCloudWatchGuardChangedDomainEvent):
            self.cloudwatch_guard = event
        self.position = max(self.position, recorded.position, key=lambda position: position.sequence)
        self.snapshots.clear()

    def workers(self) -> Collection[CMLWorkerState]:
        """Every worker of the fleet, also terminated ones; not to be changed by the caller."""
        return self._workers.present()

    def worker(self, worker_id: str) -> CMLWorkerState | None:
        """One worker of the fleet."""
        state = self._workers.get(worker_id)
        return None if state is None or state.removed else state

    def workers_of(self, worker_ids: Iterable[str]) -> list[CMLWorkerState]:
        """The states of these workers, also of removed ones; unknown ids are left out."""
        return self._workers.of(worker_ids)

    def states_of(self, aggregate_ids: Iterable[str]) -> list[FleetAggregateState]:
        """The states of these workers, labs, operations, alerts and settings; unknown ids are left out."""
        wanted = list(aggregate_ids)
        kinds = (self._workers, self.labs, self._operations, self._alerts, self._live)
        return [state for kind in kinds for state in kind.of(wanted)]

    def json_of(self, state: CMLWorkerState) -> bytes:
        """A worker in JSON (WorkerReply), made once per version."""
        return self._json.of(state, self.freshness, self.labs.labs_on(state.id).values())

    def lab_counts_of(self, worker: CMLWorkerState) -> LabCounts:
        """How many labs a worker has."""
        return LabCounts.of(self.labs.labs_on(worker.id).values())

    def labs_seen_at(self, worker: CMLWorkerState) -> datetime | None:
        """When the labs of a worker were last read; None where that is not known."""
        return self._labs_seen.seen_at(worker, self.freshness)
