"""What a whole service tells of what was done outside, and of what only looks so."""

import pytest

from simulator.faults.fault import FaultKind
from simulator.fleet.launch_order import LaunchOrder
from support.collected_fleet import REGION, CollectedFleet, collected_fleet
from support.database import DatabaseServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

DETAILS_SECONDS = 601


async def test_tells_what_was_done_when_seen_again(fleet: CollectedFleet) -> None:
    """Stopped, retyped, tagged and terminated outside: each is an event of the log and in what the API shows."""
    changed, tagged, ended, *_ = fleet.aws.launch(LaunchOrder(REGION, count=3))
    reply = await fleet.service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert reply.is_success, reply.text
    await fleet.cycle_async()
    fleet.aws.stop([changed])
    fleet.aws.terminate([ended])
    fleet.aws.tag(tagged, {"course": "ccde"})
    changed.instance_type = "m5.metal"
    told = await fleet.cycle_async()
    assert (changed.instance_id, "worker.status.changed") in told
    assert (ended.instance_id, "worker.terminated") in told
    fleet.pass_seconds(DETAILS_SECONDS)
    told += await fleet.cycle_async()
    assert (tagged.instance_id, "worker.tags.changed") in told
    shown = await fleet.worker_async(changed.instance_id)
    assert (shown["status"], shown["instance_type"]) == ("stopped", "m5.metal")
    assert (await fleet.worker_async(tagged.instance_id))["tags"]["course"] == "ccde"


async def test_waits_when_a_new_id_is_not_found_for_20_seconds(fleet: CollectedFleet) -> None:
    """An instance that EC2 does not know for a while fails so long, is never terminated, and recovers."""
    new = fleet.aws.all()[0].instance_id
    fleet.strike(FaultKind.MISSING_INSTANCE, instance_ids=frozenset({new}), seconds=20)
    told = []
    for _ in range(6):
        told += await fleet.cycle_async()
        fleet.pass_seconds(5)
    assert told == [(new, "worker.source.failing"), (new, "worker.source.recovered")]
    assert (await fleet.worker_async(new))["status"] == "running"


async def test_terminates_nobody_when_99_of_100_are_listed(database: DatabaseServer, aws_keys: None) -> None:
    """Who is missing from a page is looked for by id; who is missing everywhere for a moment only fails so long."""
    async with collected_fleet(database.uri, 100) as fleet:
        await fleet.cycle_async()
        lost = fleet.aws.all()[49].instance_id
        one = frozenset({lost})
        fleet.strike(FaultKind.MISSING_INSTANCE, action="DescribeInstanceStatus", instance_ids=one)
        assert await fleet.cycle_async() == []
        fleet.strike(FaultKind.MISSING_INSTANCE, instance_ids=one, seconds=20)
        assert await fleet.cycle_async() == [(lost, "worker.source.failing")]
        fleet.pass_seconds(21)
        assert await fleet.cycle_async() == [(lost, "worker.source.recovered")]
        assert {worker["status"] for worker in await fleet.workers_async()} == {"running"}
