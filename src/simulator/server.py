"""The simulator as a server on loopback."""

import asyncio
from typing import Final

from aiohttp import web

from simulator.cml.cml_server import CmlServer
from simulator.cml.cml_side import CmlSide
from simulator.control.away_routes import AwayRoutes
from simulator.control.cml_fault_routes import CmlFaultRoutes
from simulator.control.cml_host_routes import CmlHostRoutes
from simulator.control.cml_traffic_routes import CmlTrafficRoutes
from simulator.control.control_error import word_control_errors
from simulator.control.fault_routes import FaultRoutes
from simulator.control.guard import guard_control
from simulator.control.instance_routes import InstanceRoutes
from simulator.control.traffic_routes import TrafficRoutes
from simulator.fleet.clock import Clock, utc_now
from simulator.fleet.plan import FleetPlan
from simulator.gateway import Gateway
from simulator.listener import Listener
from simulator.lively import LivelyFleet
from simulator.lively_labs import LivelyLabs
from simulator.own_task import begun
from simulator.simulation import Simulation

SHUTDOWN_SECONDS: Final = 0.2
LARGEST_BODY_BYTES: Final = 8 * 1024 * 1024


class SimulatorServer:
    """Serves one simulation on one port; several servers can live in one process."""

    def __init__(
        self,
        plan: FleetPlan | None = None,
        *,
        clock: Clock = utc_now,
        port: int = 0,
        throttling: bool = True,
        lively: bool = False,
        cml: bool = False,
        cml_tls: bool = False,
        cml_first_port: int = 0,
    ) -> None:
        self.simulation = Simulation.build(plan or FleetPlan(), clock=clock, throttling=throttling)
        self.cml = CmlServer(CmlSide.build(self.simulation.fleet, is_secure=cml_tls), cml_first_port) if cml else None
        self._runner = web.AppRunner(
            self._application(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        self._listener = Listener(self._runner, port)
        self._lively: list[LivelyFleet | LivelyLabs] = [LivelyFleet(self.simulation.fleet)] if lively else []
        self._lively += [LivelyLabs(self.simulation.fleet)] if lively and cml else []
        self._lively_tasks: list[asyncio.Task[None]] = []

    @property
    def address(self) -> str:
        """The URL of every endpoint. Raises RuntimeError before the start."""
        return self._listener.address

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the port is taken."""
        await self._runner.setup()
        await self._listener.start()
        if self.cml is not None:
            await self.cml.start()
        self._lively_tasks = [begun(lively.run()) for lively in self._lively]

    async def stop(self) -> None:
        """Stop listening and drop what is still in hand."""
        for task in self._lively_tasks:
            task.cancel()
        if self.cml is not None:
            await self.cml.stop()
        self._listener.stop()
        self.simulation.faults.lift()
        await self._runner.cleanup()

    async def leave(self, seconds: float) -> None:
        """Refuse connections for so long."""
        await self._listener.leave(seconds)

    def _application(self) -> web.Application:
        application = web.Application(
            middlewares=[guard_control, word_control_errors], client_max_size=LARGEST_BODY_BYTES
        )
        fleet, faults = self.simulation.fleet, self.simulation.faults
        application.add_routes(InstanceRoutes(fleet).routes())
        application.add_routes(FaultRoutes(faults, fleet.clock).routes())
        application.add_routes(TrafficRoutes(self.simulation).routes())
        application.add_routes(AwayRoutes(self.leave).routes())
        if self.cml is not None:
            application.add_routes(CmlHostRoutes(self.cml).routes())
            application.add_routes(CmlFaultRoutes(self.cml).routes())
            application.add_routes(CmlTrafficRoutes(self.cml.side).routes())
        application.add_routes([web.post("/", Gateway(self.simulation).handle)])
        return application
