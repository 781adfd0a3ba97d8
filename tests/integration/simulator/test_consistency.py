"""Eventual consistency: what was done is not seen at once."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError

from simulator.server import SimulatorServer

Move = Callable[[float], None]


async def late(control: aiohttp.ClientSession, **seconds: float) -> Any:
    """Set how late things are seen."""
    async with control.put("/_simulator/consistency", json=seconds) as reply:
        return await reply.json()


async def states(ec2: Any, **wish: Any) -> list[str]:
    """List the states that DescribeInstanceStatus tells."""
    answer = await to_thread(ec2.describe_instance_status, IncludeAllInstances=True, **wish)
    return [each["InstanceState"]["Name"] for each in answer["InstanceStatuses"]]


async def test_does_not_know_a_new_id_when_it_is_too_new(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession, move: Move
) -> None:
    """For so long a new id is unknown to every action and in no list; the launch itself can be repeated."""
    assert await late(control, new_instances=20) == {"new_instances": 20, "changes": 0}
    image_id = simulator.simulation.fleet.images("us-east-1")[0].image_id
    wish = {"ImageId": image_id, "InstanceType": "c5.2xlarge", "MinCount": 1, "MaxCount": 1, "ClientToken": "t"}
    new_id = (await to_thread(ec2.run_instances, **wish))["Instances"][0]["InstanceId"]
    for seconds in (0, 19.9):
        move(seconds)
        acts = (ec2.describe_instances, ec2.describe_instance_status, ec2.stop_instances, ec2.terminate_instances)
        for act in acts:
            with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
                await to_thread(act, InstanceIds=[new_id])
        assert len(await states(ec2, MaxResults=100)) == 10
        by_filter = [{"Name": "instance-id", "Values": [new_id]}]
        assert (await to_thread(ec2.describe_instances, Filters=by_filter))["Reservations"] == []
    again = await to_thread(ec2.run_instances, **wish)
    assert again["Instances"][0]["InstanceId"] == new_id
    move(0.1)
    assert len(await states(ec2, MaxResults=100)) == 11
    assert await states(ec2, InstanceIds=[new_id]) == ["running"]


async def test_shows_the_old_state_and_tags_when_changes_are_late(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession, move: Move
) -> None:
    """Those who describe see states and tags as they were so long ago; those who act meet them as they are."""
    await late(control, changes=5)
    fleet = simulator.simulation.fleet
    worker = fleet.all()[0]
    ids = [worker.instance_id]
    await to_thread(ec2.create_tags, Resources=ids, Tags=[{"Key": "course", "Value": "ccde"}])
    await to_thread(ec2.stop_instances, InstanceIds=ids)
    by_tag = [{"Name": "tag:course", "Values": ["ccde"]}]
    seen = []
    for seconds in (0, 4.9, 0.1):
        move(seconds)
        found = (await to_thread(ec2.describe_instances, Filters=by_tag))["Reservations"]
        seen.append((await states(ec2, InstanceIds=ids), len(found)))
    assert seen == [(["running"], 0), (["running"], 0), (["stopped"], 1)]
    started = await to_thread(ec2.start_instances, InstanceIds=ids)
    assert started["StartingInstances"][0]["PreviousState"]["Name"] == "stopped"
    assert await states(ec2, InstanceIds=ids) == ["stopped"]


async def test_keeps_what_is_not_said_when_delays_are_set(control: aiohttp.ClientSession) -> None:
    """Each delay is set by itself, and what makes no sense changes neither."""
    await late(control, changes=3)
    assert await late(control, new_instances=1) == {"new_instances": 1, "changes": 3}
    assert "error" in await late(control, tags=1)
    async with control.get("/_simulator/consistency") as reply:
        assert await reply.json() == {"new_instances": 1, "changes": 3}
