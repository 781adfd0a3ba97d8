"""DescribeInstanceStatus as boto3 sees it."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer


async def test_leaves_out_the_stopped_when_not_asked_for_all(ec2: Any, simulator: SimulatorServer) -> None:
    """Only running instances are listed unless IncludeAllInstances is set; a stopped one has no checks."""
    stopped = simulator.simulation.fleet.all()[3]
    simulator.simulation.fleet.stop([stopped])
    assert len((await to_thread(ec2.describe_instance_status))["InstanceStatuses"]) == 9
    everything = await to_thread(ec2.describe_instance_status, IncludeAllInstances=True)
    told = everything["InstanceStatuses"][3]
    assert told["InstanceState"] == {"Code": 80, "Name": "stopped"}
    assert told["InstanceStatus"] == {"Status": "not-applicable"}


async def test_pages_by_instance_when_filtered(ec2: Any) -> None:
    """Pages and filters work together."""
    paginator = ec2.get_paginator("describe_instance_status")
    filters = [{"Name": "instance-state-name", "Values": ["running"]}]
    pages = await to_thread(list, paginator.paginate(Filters=filters, PaginationConfig={"PageSize": 6}))
    assert [len(page["InstanceStatuses"]) for page in pages] == [6, 4]


async def test_refuses_when_more_than_100_ids_are_named(ec2: Any) -> None:
    """At most 100 ids may be named."""
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        await to_thread(ec2.describe_instance_status, InstanceIds=[f"i-{n:08x}" for n in range(101)])


async def test_says_impaired_when_the_check_fails(ec2: Any, simulator: SimulatorServer) -> None:
    """An impaired instance fails its reachability check since a known time, and passes it when healed."""
    fleet = simulator.simulation.fleet
    worker = fleet.all()[0]
    worker.impair(fleet.clock())
    answer = await to_thread(ec2.describe_instance_status, InstanceIds=[worker.instance_id])
    (told,) = answer["InstanceStatuses"]
    (detail,) = told["InstanceStatus"]["Details"]
    assert told["InstanceStatus"]["Status"] == "impaired"
    assert detail == {"Name": "reachability", "Status": "failed", "ImpairedSince": fleet.clock()}
    assert told["SystemStatus"]["Status"] == "ok"
    worker.heal()
    answer = await to_thread(ec2.describe_instance_status, InstanceIds=[worker.instance_id])
    assert answer["InstanceStatuses"][0]["InstanceStatus"]["Status"] == "ok"


async def test_says_initializing_when_just_started(boot: Any, connect: Any, move: Callable[[float], None]) -> None:
    """The checks of a fresh start take their time before they pass."""
    server = await boot(FleetPlan(workers=1, delays=Delays(pending_seconds=5, initializing_seconds=60)))
    fleet, ec2 = server.simulation.fleet, connect("ec2", server.address)
    fleet.stop(fleet.all())
    fleet.start(fleet.all())
    seen = []
    for seconds in (0, 6, 60):
        move(seconds)
        answer = await to_thread(ec2.describe_instance_status, IncludeAllInstances=True)
        seen.append(answer["InstanceStatuses"][0]["InstanceStatus"]["Status"])
    assert seen == ["not-applicable", "initializing", "ok"]
