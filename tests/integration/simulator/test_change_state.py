"""StartInstances, StopInstances, RebootInstances, TerminateInstances and the life of an instance over time."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.life_cycle import Delays
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

Move = Callable[[float], None]


async def described(ec2: Any, instance_id: str) -> Any:
    """Describe one instance."""
    answer = await to_thread(ec2.describe_instances, InstanceIds=[instance_id])
    return answer["Reservations"][0]["Instances"][0]


@pytest.fixture
async def slow(boot: Any) -> SimulatorServer:
    """Two workers that take 5 s to start and 8 s to stop."""
    delays = Delays(pending_seconds=5, stopping_seconds=8, shutting_down_seconds=4)
    server: SimulatorServer = await boot(FleetPlan(workers=2, delays=delays))
    return server


async def test_goes_through_every_state_when_stopped_and_started(
    slow: SimulatorServer, connect: Any, move: Move
) -> None:
    """Running, stopping, stopped, pending, running: each for its time."""
    ec2, worker = connect("ec2", slow.address), slow.simulation.fleet.all()[0]
    ids = [worker.instance_id]
    stopped = await to_thread(ec2.stop_instances, InstanceIds=ids)
    assert stopped["StoppingInstances"][0]["PreviousState"]["Name"] == "running"
    states = [(await described(ec2, ids[0]))["State"]["Name"]]
    for seconds in (7.9, 0.2):
        move(seconds)
        states.append((await described(ec2, ids[0]))["State"]["Name"])
    started = await to_thread(ec2.start_instances, InstanceIds=ids)
    assert started["StartingInstances"][0]["CurrentState"] == {"Code": 0, "Name": "pending"}
    move(5)
    states.append((await described(ec2, ids[0]))["State"]["Name"])
    assert states == ["stopping", "stopping", "stopped", "running"]


async def test_changes_address_and_launch_time_when_started_anew(
    ec2: Any, simulator: SimulatorServer, move: Move
) -> None:
    """A stopped instance has a reason and no public address; a start gives a new one and a new launch time."""
    worker = simulator.simulation.fleet.all()[0]
    before = await described(ec2, worker.instance_id)
    await to_thread(ec2.stop_instances, InstanceIds=[worker.instance_id], Force=True)
    stopped = await described(ec2, worker.instance_id)
    assert stopped["StateTransitionReason"] == "User initiated (2026-06-01 12:00:00 GMT)"
    assert stopped["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
    assert "PublicIpAddress" not in stopped
    move(60)
    await to_thread(ec2.start_instances, InstanceIds=[worker.instance_id])
    after = await described(ec2, worker.instance_id)
    assert after["PublicIpAddress"] != before["PublicIpAddress"]
    assert after["PrivateIpAddress"] == before["PrivateIpAddress"]
    assert after["LaunchTime"] == simulator.simulation.fleet.clock()
    assert after["StateTransitionReason"] == ""


async def test_changes_nothing_when_one_id_is_unknown(ec2: Any, simulator: SimulatorServer) -> None:
    """One bad id fails the call as a whole."""
    worker = simulator.simulation.fleet.all()[0]
    with pytest.raises(ClientError, match="'i-00000000' does not exist"):
        await to_thread(ec2.stop_instances, InstanceIds=[worker.instance_id, "i-00000000"])
    assert (await described(ec2, worker.instance_id))["State"]["Name"] == "running"


async def test_stops_all_when_many_are_named(ec2: Any, simulator: SimulatorServer) -> None:
    """One call changes many instances; a second one finds nothing to do."""
    ids = [each.instance_id for each in simulator.simulation.fleet.all()]
    first = await to_thread(ec2.stop_instances, InstanceIds=ids)
    assert [each["InstanceId"] for each in first["StoppingInstances"]] == ids
    again = await to_thread(ec2.stop_instances, InstanceIds=ids)
    assert {each["CurrentState"]["Name"] for each in again["StoppingInstances"]} == {"stopped"}


async def test_refuses_when_the_state_forbids(slow: SimulatorServer, connect: Any) -> None:
    """An instance that is stopping cannot be started, and its companions stay as they are."""
    ec2, (first, second) = connect("ec2", slow.address), slow.simulation.fleet.all()
    await to_thread(ec2.stop_instances, InstanceIds=[first.instance_id])
    with pytest.raises(ClientError, match="IncorrectInstanceState"):
        await to_thread(ec2.start_instances, InstanceIds=[second.instance_id, first.instance_id])
    assert (await described(ec2, second.instance_id))["State"]["Name"] == "running"


async def test_is_gone_an_hour_after_when_terminated(slow: SimulatorServer, connect: Any, move: Move) -> None:
    """A terminated instance cannot be started, stays visible without its network for an hour, then is gone."""
    ec2, fleet = connect("ec2", slow.address), slow.simulation.fleet
    worker = fleet.all()[0]
    fleet.terminate([worker])
    assert (await described(ec2, worker.instance_id))["State"]["Name"] == "shutting-down"
    move(5)
    told = await described(ec2, worker.instance_id)
    assert told["State"] == {"Code": 48, "Name": "terminated"}
    assert "VpcId" not in told
    with pytest.raises(ClientError, match="IncorrectInstanceState"):
        await to_thread(ec2.stop_instances, InstanceIds=[worker.instance_id])
    move(3600)
    with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
        await described(ec2, worker.instance_id)
    assert fleet.all() == [fleet.in_region("us-east-1")[0]]


async def test_ends_all_when_terminated_over_the_api(slow: SimulatorServer, connect: Any, move: Move) -> None:
    """The reply tells the states before and after; ending the ended again changes nothing, starting them is refused."""
    ec2, (first, second) = connect("ec2", slow.address), slow.simulation.fleet.all()
    ids = [first.instance_id, second.instance_id]
    await to_thread(ec2.stop_instances, InstanceIds=ids[:1])
    ended = await to_thread(ec2.terminate_instances, InstanceIds=ids)
    told = [(each["PreviousState"]["Name"], each["CurrentState"]["Name"]) for each in ended["TerminatingInstances"]]
    assert told == [("stopping", "shutting-down"), ("running", "shutting-down")]
    move(4)
    again = await to_thread(ec2.terminate_instances, InstanceIds=ids)
    assert {each["CurrentState"]["Name"] for each in again["TerminatingInstances"]} == {"terminated"}
    for act in (ec2.start_instances, ec2.stop_instances, ec2.reboot_instances):
        with pytest.raises(ClientError, match="IncorrectInstanceState"):
            await to_thread(act, InstanceIds=ids)
    move(3600)
    assert slow.simulation.fleet.all() == []
    assert (await to_thread(ec2.describe_instances))["Reservations"] == []


async def test_begins_its_checks_anew_when_rebooted(boot: Any, connect: Any, move: Move) -> None:
    """A reboot changes no state: checks initialize again, and what made them fail is gone."""
    server = await boot(FleetPlan(workers=2, delays=Delays(initializing_seconds=20)))
    ec2, (worker, stopped) = connect("ec2", server.address), server.simulation.fleet.all()
    worker.impair(server.simulation.fleet.clock())

    async def check() -> Any:
        answer = await to_thread(ec2.describe_instance_status, InstanceIds=[worker.instance_id])
        (told,) = answer["InstanceStatuses"]
        return told["InstanceState"]["Name"], told["InstanceStatus"]["Status"]

    assert await check() == ("running", "impaired")
    await to_thread(ec2.reboot_instances, InstanceIds=[worker.instance_id])
    assert await check() == ("running", "initializing")
    move(20)
    assert await check() == ("running", "ok")
    server.simulation.fleet.stop([stopped])
    with pytest.raises(ClientError, match="IncorrectInstanceState"):
        await to_thread(ec2.reboot_instances, InstanceIds=[worker.instance_id, stopped.instance_id])
    assert await check() == ("running", "ok")


@pytest.mark.parametrize("act", ["terminate", "reboot", "stop", "start", "monitor", "unmonitor"])
async def test_changes_nothing_when_the_run_is_dry(ec2: Any, simulator: SimulatorServer, act: str) -> None:
    """A dry run says that it would have worked, with a code of its own and HTTP 412."""
    ids = [each.instance_id for each in simulator.simulation.fleet.all()[:2]]
    with pytest.raises(ClientError) as dry:
        await to_thread(getattr(ec2, f"{act}_instances"), InstanceIds=ids, DryRun=True)
    assert dry.value.response["Error"]["Code"] == "DryRunOperation"
    assert dry.value.response["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert {(await described(ec2, each))["State"]["Name"] for each in ids} == {"running"}
