"""Reads the labs of running workers."""

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.cml.host_turns import HostTurns
from application.ports.cml_client import CMLClient, CMLHost
from application.settings import Settings
from application.telemetry.cml_host_reader import CMLHostReader
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.lab_activity import activity_among
from application.telemetry.lab_changes import LabChanges
from application.telemetry.lab_markers import LabMarkers
from domain.cml.lab_reading import CMLLabsReading
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker


class LabsReader(CMLHostReader[CMLLabsReading]):
    """Compares what each controller lists with the labs in memory: what did not change is in no refresh."""

    source = MetricsSource.LABS

    def __init__(
        self,
        client: CMLClient,
        hosts: CMLHosts,
        turns: HostTurns,
        changes: LabChanges,
        markers: LabMarkers,
        clock: Clock,
        settings: Settings,
    ) -> None:
        super().__init__(client, hosts, turns, clock, settings)
        self._changes = changes
        self._markers = markers

    async def ask_async(self, host: CMLHost, refresh: FleetRefresh) -> CMLLabsReading:  # noqa: ARG002  # nothing depends on it
        """Make two calls, and one more for each lab whose marker is another."""
        return await self._client.read_labs_async(host, self._markers.known(host.worker_id))

    def note(self, worker: CMLWorker, reading: CMLLabsReading, refresh: FleetRefresh) -> None:
        """Keep the labs that changed, and what they say of the use of their worker."""
        changed = self._changes.of_reading(worker.state, reading)
        refresh.labs[worker.aggregate_id] = changed
        if activity := activity_among(changed):
            refresh.lab_activities[worker.aggregate_id] = activity
