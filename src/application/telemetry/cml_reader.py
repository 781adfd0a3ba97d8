"""Reads what the controllers of running workers say of themselves."""

from typing import NamedTuple

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.cml.host_turns import HostTurns
from application.ports.cml_client import CMLClient, CMLHost
from application.settings import Settings
from application.single_flight import SingleFlight
from application.telemetry.cml_host_reader import CMLHostReader
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.health_troubles import HealthTroubles
from domain.cml.cml_activity_reading import CMLActivityReading
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.errors import SourceUnavailableError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker


class CMLSaid(NamedTuple):
    """What one controller said; its health and its last activity only where that was asked for and told."""

    system: CMLSystemReading
    health: CMLHealthReading | None = None
    activity: CMLActivityReading | None = None


class CMLReader(CMLHostReader[CMLSaid]):
    """Its system each time, its health and its last activity in a thorough refresh.

    Two who read one controller at once share its answers.
    """

    source = MetricsSource.CML

    def __init__(self, client: CMLClient, hosts: CMLHosts, turns: HostTurns, clock: Clock, settings: Settings) -> None:
        super().__init__(client, hosts, turns, clock, settings)
        self._systems: SingleFlight[CMLHost, CMLSystemReading] = SingleFlight()
        self._healths: SingleFlight[CMLHost, CMLHealthReading] = SingleFlight()
        self._activities: SingleFlight[CMLHost, CMLActivityReading] = SingleFlight()
        self._troubles = HealthTroubles("health")
        self._activity_troubles = HealthTroubles("activity")

    async def ask_async(self, host: CMLHost, refresh: FleetRefresh) -> CMLSaid:
        """Make two calls, and four more in a thorough refresh."""
        system = await self._systems.fly_async(host, lambda: self._client.read_system_async(host))
        if not refresh.thorough:
            return CMLSaid(system)
        return CMLSaid(system, await self._health(host, refresh), await self._activity(host, refresh))

    def note(self, worker: CMLWorker, reading: CMLSaid, refresh: FleetRefresh) -> None:
        """Keep the readings."""
        refresh.cml[worker.aggregate_id] = reading.system
        if reading.health is not None:
            refresh.cml_health[worker.aggregate_id] = reading.health
        if reading.activity is not None:
            refresh.cml_activities[worker.aggregate_id] = reading.activity

    async def _health(self, host: CMLHost, refresh: FleetRefresh) -> CMLHealthReading | None:
        """What a controller that told of its system does not tell of its health stays as it is known, and is told."""
        try:
            health = await self._healths.fly_async(host, lambda: self._client.read_health_async(host))
        except SourceUnavailableError as error:
            refresh.warnings += self._troubles.note_failure(host.worker_id, error)
            return None
        self._troubles.note_success(host.worker_id)
        return health

    async def _activity(self, host: CMLHost, refresh: FleetRefresh) -> CMLActivityReading | None:
        """A controller that cannot tell its history is well all the same; it is only not known who uses it."""
        try:
            activity = await self._activities.fly_async(host, lambda: self._client.read_activity_async(host))
        except SourceUnavailableError as error:
            refresh.warnings += self._activity_troubles.note_failure(host.worker_id, error)
            return None
        self._activity_troubles.note_success(host.worker_id)
        return activity
