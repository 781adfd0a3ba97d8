from collections import Counter
from collections.abc import AsyncIterator

import pytest

from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.chaos import WORKERS, NewService, import_fleet
from support.database import DatabaseServer
from support.fleet_settings import REGIONS
from support.log_check import FleetOnDisk, read_fleet
from support.waiting import until

LEASE_SECONDS = 2
NO_CYCLES = {"WORKER_METRICS_POLL_INTERVAL_SECONDS": "86400", "DURABLE_HANDLER_LEASE_SECONDS": str(LEASE_SECONDS)}
REFRESHED, HOSTED, ASKED = "worker.checks.changed", "durable_handler_hosted", "DescribeInstanceStatus"


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorServer]:
    """Twenty workers in two regions that stay as they are."""
    server = SimulatorServer(FleetPlan(workers=WORKERS, regions=REGIONS, detailed_monitoring_percent=100))
    for instance in server.simulation.fleet.all():
        server.simulation.fleet.start([instance])
    await server.start()
    yield server
    await server.stop()


def refreshed(fleet: FleetOnDisk) -> Counter[str]:
    """How often each worker was found to be otherwise than it was imported."""
    return Counter(str(record.worker_id) for record in fleet.records if record.short_type == REFRESHED)


@pytest.mark.timeout(120)
async def test_refreshes_every_imported_worker_when_the_process_at_it_is_killed(
    database: DatabaseServer, database_name: str, new_service: NewService, simulator: SimulatorServer
) -> None:
    """Kill -9 in the middle of a follow-up: the other service does it within a lease, and its effect is there once."""
    faults, calls = simulator.simulation.faults, simulator.simulation.calls
    first, second = new_service(database, **NO_CYCLES), new_service(database, **NO_CYCLES)
    await first.start_async()
    await until(lambda: HOSTED in first.child.output, "the first service hosts the handler", 20)
    await second.start_async()
    faults.add(Fault(faults.next_id(), FaultKind.HANG, Service.EC2, action=ASKED))
    await import_fleet(second)
    await until(lambda: any(calls.count("ec2", region, ASKED) for region in REGIONS), "the first service is at it", 30)
    assert HOSTED not in second.child.output
    first.child.kill()
    faults.lift()

    async def done() -> bool:
        second.child.check()
        return len(refreshed(await read_fleet(database.uri, database_name))) == WORKERS

    await until(done, "the second service has taken over", 30)
    fleet = await read_fleet(database.uri, database_name)
    assert set(refreshed(fleet).values()) == {1}
    fleet.check_gapless()
