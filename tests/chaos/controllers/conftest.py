"""One worker with its controller, and a service that may be killed while it acts on them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from simulator.cml.cml_side import CmlSide
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import fleet_environment
from support.forked_child import ForkedChild
from support.service_process import ServiceProcess


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """One worker with its controller."""
    server = SimulatorServer(FleetPlan(workers=1, regions=("us-east-1",)), cml=True)
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
) -> Iterator[ServiceProcess]:
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
    made = ServiceProcess(environment, tmp_path, begin=ForkedChild)
    yield made
    made.stop()
