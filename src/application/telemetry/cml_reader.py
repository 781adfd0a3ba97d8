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
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.cml_system_reading import CMLSystemReading
from domain.errors import SourceUnavailableError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker


class CMLSaid(NamedTuple):
    """What one controller said; its health only where that was asked for and told."""

    system: CMLSystemReading
    health: CMLHealthReading | None


class CMLReader(CMLHostReader[CMLSaid]):
    """Its system each time, its health in a thorough refresh. Two who read one controller at once share its answers."""

    source = MetricsSource.CML

    def __init__(self, client: CMLClient, hosts: CMLHosts, turns: HostTurns, clock: Clock, settings: Settings) -> None:
        super().__init__(client, hosts, turns, clock, settings)
        self._systems: SingleFlight[CMLHost, CMLSystemReading] = SingleFlight()
        self._healths: SingleFlight[CMLHost, CMLHealthReading] = SingleFlight()
        self._troubles = HealthTroubles()

    async def ask_async(self, host: CMLHost, refresh: FleetRefresh) -> CMLSaid:
        """Make two calls, and three more in a thorough refresh."""
        system = await self._systems.fly_async(host, lambda: self._client.read_system_async(host))
        return CMLSaid(system, await self._health(host, refresh) if refresh.thorough else None)

    def note(self, worker: CMLWorker, reading: CMLSaid, refresh: FleetRefresh) -> None:
        """Keep the readings."""
        refresh.cml[worker.aggregate_id] = reading.system
        if reading.health is not None:
            refresh.cml_health[worker.aggregate_id] = reading.health

    async def _health(self, host: CMLHost, refresh: FleetRefresh) -> CMLHealthReading | None:
        """What a controller that told of its system does not tell of its health stays as it is known, and is told."""
        try:
            health = await self._healths.fly_async(host, lambda: self._client.read_health_async(host))
        except SourceUnavailableError as error:
            refresh.warnings += self._troubles.note_failure(host.worker_id, error)
            return None
        self._troubles.note_success(host.worker_id)
        return health
