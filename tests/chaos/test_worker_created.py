"""The service is killed while it creates a worker, again and again."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import fleet_environment
from support.forked_child import ForkedChild
from support.service_process import ServiceProcess
from support.waiting import until

REGION = "us-east-1"
TEMPLATE = {"instance_type": "m5zn.metal", "regions": {REGION: {"ami_name": "cisco-cml2*"}}}
SECONDS = 40.0


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """A region with one instance."""
    server = SimulatorServer(FleetPlan(workers=1, regions=(REGION,)))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def service(
    simulator: SimulatorServer, database: DatabaseServer, database_name: str, tmp_path: Path
) -> Iterator[ServiceProcess]:
    """A service that reads nothing by itself, and soon goes on with what another one left."""
    settings = {"WORKER_MONITORING_ENABLED": "false", "DURABLE_HANDLER_LEASE_SECONDS": "1"}
    environment = fleet_environment(database.uri, database_name, simulator.address, **settings)
    made = ServiceProcess(environment, tmp_path, begin=ForkedChild)
    yield made
    made.stop()


def hang_once(simulator: SimulatorServer, action: str) -> None:
    """Let EC2 not answer one call."""
    faults = simulator.simulation.faults
    faults.add(Fault(faults.next_id(), FaultKind.HANG, Service.EC2, action=action, calls_left=1))


def asked(simulator: SimulatorServer, action: str) -> Callable[[], Awaitable[bool]]:
    """Whether EC2 was asked for it since this was called."""
    before = simulator.simulation.calls.count("ec2", REGION, action)

    async def look() -> bool:
        return simulator.simulation.calls.count("ec2", REGION, action) > before

    return look


@pytest.mark.timeout(150)
async def test_makes_one_instance_when_killed_between_all_steps(
    simulator: SimulatorServer, service: ServiceProcess
) -> None:
    """Kill -9 before EC2 has taken the order, as soon as it has launched the instance, and while that is followed.

    In the end there is one instance more, it is the worker's, and the operation is done.
    """
    fleet = simulator.simulation.fleet

    async def launched() -> bool:
        return len(fleet.all()) == 2

    await service.start_async()
    async with service.client() as client:
        reply = await client.patch("/api/settings", json={"templates": {"small": TEMPLATE}})
        assert reply.is_success, reply.text
        hang_once(simulator, "RunInstances")
        ordering = asked(simulator, "RunInstances")
        accepted = await client.post("/api/workers", json={"name": "lab-42", "template": "small", "region": REGION})
        assert accepted.status_code == 202, accepted.text
        await until(ordering, "EC2 is asked to launch", SECONDS)
        service.child.kill()
        assert not await launched(), "the kill came too late"
        hang_once(simulator, "DescribeInstanceStatus")
        following = asked(simulator, "DescribeInstanceStatus")
        await service.start_async()
        await until(launched, "the instance is launched", SECONDS)
        service.child.kill()
        await service.start_async()
        await until(following, "the instance is looked at", SECONDS)
        service.child.kill()
        await service.start_async()
        operation: dict[str, Any] = {}

        async def ended() -> bool:
            operation.update((await client.get(accepted.headers["location"], params={"wait": 5})).json())
            return operation.get("finished_at") is not None

        await until(ended, "the operation ends", SECONDS)
        assert (operation["status"], operation["done"]) == ("completed", 1), operation
        [worker] = (await client.get("/api/workers")).json()["items"]
        assert worker["id"] == operation["targets"][0]["id"]
        assert worker["status"] == "running"
        assert [each.instance_id for each in fleet.all()].count(worker["instance_id"]) == 1
        assert await launched()
