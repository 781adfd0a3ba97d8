"""A fleet that changes all the time, and services that may be killed."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from simulator.fleet.fleet import Fleet
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.chaos import WORKERS, NewService
from support.database import DatabaseServer
from support.fleet_settings import REGIONS, fleet_environment
from support.forked_child import ForkedChild
from support.service_process import ServiceProcess


@pytest.fixture
def chaos_runs() -> int:
    """How often a kill is repeated: 3 times, or CML_FLEET_CHAOS_RUNS times."""
    return int(os.environ.get(RUNS, "3"))


@pytest.fixture
def stall_seconds() -> float:
    """How long a database is frozen: longer than any deadline, ten seconds with CML_FLEET_CHAOS_RUNS."""
    return 10 if RUNS in os.environ else 3


@pytest.fixture
def contention_seconds() -> float:
    """How long services compete: half a minute with CML_FLEET_CHAOS_RUNS."""
    return 30 if RUNS in os.environ else 5


RUNS = "CML_FLEET_CHAOS_RUNS"


async def keep_changing(fleet: Fleet) -> None:
    """Stop and start instances for ever, so that every cycle has something to tell."""
    while True:
        await asyncio.sleep(0.1)
        instance = random.choice(fleet.all())  # noqa: S311  # any will do
        if instance.state_at(fleet.clock()) is InstanceState.RUNNING:
            fleet.stop([instance])
        else:
            fleet.start([instance])


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """Twenty workers in two regions that stop and start all the time."""
    server = SimulatorServer(FleetPlan(workers=WORKERS, regions=REGIONS, detailed_monitoring_percent=100))
    await server.start()
    changing = asyncio.create_task(keep_changing(server.simulation.fleet))
    yield server
    changing.cancel()
    await server.stop()


@pytest.fixture
def new_service(simulator: SimulatorServer, database_name: str, tmp_path: Path) -> Iterator[NewService]:
    """Make services in processes of their own, which are killed when the test ends."""
    made: list[ServiceProcess] = []

    def make(database: DatabaseServer, **settings: str) -> ServiceProcess:
        environment = fleet_environment(database.uri, database_name, simulator.address, **settings)
        made.append(ServiceProcess(environment, tmp_path, f"service-{len(made)}", begin=ForkedChild))
        return made[-1]

    yield make
    for service in made:
        service.stop()
