"""One worker with its controller, and a service that may be killed while it acts on them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from simulator.cml.cml_side import CmlSide
from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.dying_service import DyingService
from support.fleet_settings import fleet_environment


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """One worker with its controller, which Cisco answers at once."""
    plan = FleetPlan(workers=1, regions=("us-east-1",), controllers=ControllerPlan(license_seconds=0.1))
    server = SimulatorServer(plan, cml=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def side(simulator: SimulatorServer) -> CmlSide:
    """The controller's side of the simulator."""
    assert simulator.cml is not None
    return simulator.cml.side


@pytest.fixture
def service(
    simulator: SimulatorServer, side: CmlSide, database: DatabaseServer, database_name: str, tmp_path: Path
) -> Iterator[DyingService]:
    """A service that reads nothing by itself, and soon goes on with what another one left."""
    settings = {
        "CML_USERNAME": "admin",
        "CML_PASSWORD": "simulated",
        "OUTBOUND_ALLOW_HTTP": "true",
        "OUTBOUND_ALLOW_LOOPBACK": "true",
        "OUTBOUND_ALLOWED_PORTS": ",".join(map(str, side.by_port)),
        "WORKER_MONITORING_ENABLED": "false",
        "DURABLE_HANDLER_LEASE_SECONDS": "1",
    }
    environment = fleet_environment(database.uri, database_name, simulator.address, **settings)
    made = DyingService(environment, tmp_path)
    yield made
    made.stop()
