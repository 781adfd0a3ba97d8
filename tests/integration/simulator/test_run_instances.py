"""RunInstances as boto3 sees it."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError

from simulator.fleet.life_cycle import Delays
from simulator.fleet.placement import subnet_id_of
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer


def wish(simulator: SimulatorServer, **more: Any) -> dict[str, Any]:
    """Ask for one instance of the region's first image."""
    image_id = simulator.simulation.fleet.images("us-east-1")[0].image_id
    return {"ImageId": image_id, "InstanceType": "c5.4xlarge", "MinCount": 1, "MaxCount": 1, **more}


def ids_of(reservation: Any) -> list[str]:
    """The ids of a reservation's instances."""
    return [instance["InstanceId"] for instance in reservation["Instances"]]


async def test_launches_as_asked_when_everything_is_said(
    boot: Any, connect: Any, move: Callable[[float], None]
) -> None:
    """Image, type, place, key, tags and monitoring are as asked; it is pending for its time, then it runs."""
    simulator = await boot(FleetPlan(workers=2, delays=Delays(pending_seconds=5)))
    ec2, first = connect("ec2", simulator.address), simulator.simulation.fleet.all()[0]
    asked = wish(
        simulator,
        SubnetId=subnet_id_of("us-east-1c", 1),
        SecurityGroupIds=[first.placement.security_group_id],
        KeyName=first.placement.key_name,
        UserData="#!/bin/sh\necho hello\n",
        Monitoring={"Enabled": True},
        TagSpecifications=[
            {"ResourceType": "volume", "Tags": [{"Key": "disk", "Value": "root"}]},
            {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "new"}, {"Key": "course", "Value": ""}]},
        ],
    )
    (launched,) = (await to_thread(ec2.run_instances, **asked))["Instances"]
    assert launched["State"] == {"Code": 0, "Name": "pending"}
    assert launched["StateReason"]["Code"] == "pending"
    move(5)
    answer = await to_thread(ec2.describe_instances, InstanceIds=[launched["InstanceId"]])
    (instance,) = answer["Reservations"][0]["Instances"]
    assert instance["State"]["Name"] == "running"
    assert (instance["ImageId"], instance["InstanceType"]) == (asked["ImageId"], "c5.4xlarge")
    assert (instance["Placement"]["AvailabilityZone"], instance["SubnetId"]) == ("us-east-1c", asked["SubnetId"])
    assert [group["GroupId"] for group in instance["SecurityGroups"]] == asked["SecurityGroupIds"]
    assert (instance["KeyName"], instance["Monitoring"]) == (first.placement.key_name, {"State": "enabled"})
    assert instance["Tags"] == [{"Key": "Name", "Value": "new"}, {"Key": "course", "Value": ""}]


async def test_launches_together_when_several_are_wanted(ec2: Any, simulator: SimulatorServer) -> None:
    """Those of one call share a reservation, in their order; without a key or tags they have none."""
    reservation = await to_thread(ec2.run_instances, **wish(simulator, MinCount=2, MaxCount=3))
    assert [each["AmiLaunchIndex"] for each in reservation["Instances"]] == [0, 1, 2]
    answer = await to_thread(ec2.describe_instances, InstanceIds=ids_of(reservation))
    (told,) = answer["Reservations"]
    assert (told["ReservationId"], ids_of(told)) == (reservation["ReservationId"], ids_of(reservation))
    assert all("KeyName" not in each and not each.get("Tags") for each in told["Instances"])


async def test_launches_once_when_the_token_comes_again(ec2: Any, simulator: SimulatorServer) -> None:
    """The same token and parameters are the same instances, as they are now; other regions know nothing of it."""
    asked = wish(simulator, ClientToken="only-once", MaxCount=2)
    first = await to_thread(ec2.run_instances, **asked)
    await to_thread(ec2.stop_instances, InstanceIds=ids_of(first)[:1])
    again = await to_thread(ec2.run_instances, **asked)
    assert (again["ReservationId"], ids_of(again)) == (first["ReservationId"], ids_of(first))
    assert [each["State"]["Name"] for each in again["Instances"]] == ["stopped", "running"]
    assert len(simulator.simulation.fleet.all()) == 12
    await to_thread(ec2.run_instances, **{**asked, "ClientToken": "another"})
    assert len(simulator.simulation.fleet.all()) == 14


async def test_refuses_when_the_token_comes_with_other_parameters(ec2: Any, simulator: SimulatorServer) -> None:
    """A token is good for one wish only."""
    asked = wish(simulator, ClientToken="only-once")
    await to_thread(ec2.run_instances, **asked)
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        await to_thread(ec2.run_instances, **{**asked, "InstanceType": "m5.4xlarge"})
    assert len(simulator.simulation.fleet.all()) == 11


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ImageId": "ami-00000000"}, "InvalidAMIID.NotFound"),
        ({"ImageId": "cml"}, "InvalidAMIID.Malformed"),
        ({"InstanceType": "huge"}, "InvalidParameterValue"),
        ({"MinCount": 3}, "InvalidParameterValue"),
        ({"MinCount": 0}, "InvalidParameterValue"),
        ({"MaxCount": 10_001}, "InstanceLimitExceeded"),
        ({"SubnetId": "subnet-00000000"}, "InvalidSubnetID.NotFound"),
        ({"SecurityGroupIds": ["sg-00000000"]}, "InvalidGroup.NotFound"),
        ({"KeyName": "nobody's"}, "InvalidKeyPair.NotFound"),
        ({"Placement": {"AvailabilityZone": "eu-west-1a"}}, "InvalidParameterValue"),
        ({"UserData": "x" * 16_385}, "InvalidParameterValue"),
        ({"TagSpecifications": [{"ResourceType": "vpc", "Tags": []}]}, "InvalidParameterValue"),
        (
            {"TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "aws:x", "Value": ""}]}]},
            "InvalidParameterValue",
        ),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
async def test_launches_nothing_when_it_refuses(boot: Any, connect: Any, change: dict[str, Any], code: str) -> None:
    """Each mistake has EC2's own code, and a dry run says that it would have worked."""
    simulator = await boot(FleetPlan(workers=1), throttling=False)
    with pytest.raises(ClientError) as refused:
        await to_thread(connect("ec2", simulator.address).run_instances, **wish(simulator, **change))
    assert refused.value.response["Error"]["Code"] == code
    assert len(simulator.simulation.fleet.all()) == 1


@pytest.mark.parametrize("missing", ["ImageId", "MinCount", "MaxCount", "UserData"])
async def test_refuses_when_boto3_would_not_have_sent_it(
    control: aiohttp.ClientSession, simulator: SimulatorServer, missing: str
) -> None:
    """What must be there is missed, and user data is base64."""
    form = {"Action": "RunInstances", **{name: str(value) for name, value in wish(simulator).items()}, "UserData": "="}
    form = {name: value for name, value in form.items() if name != missing or name == "UserData"}
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=K/20260601/us-east-1/ec2/aws4_request, x"}
    async with control.post("/", data=form, headers=signed) as reply:
        assert reply.status == 400
        code = "InvalidParameterValue" if missing == "UserData" else "MissingParameter"
        assert code in await reply.text()


async def test_launches_as_many_as_fit_when_capacity_is_short(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession
) -> None:
    """Between MinCount and MaxCount as many are launched as there is room for; with less room, none."""
    fault = {"service": "ec2", "kind": "insufficient_capacity", "amount": 2}
    async with control.post("/_simulator/faults", json=fault):
        pass
    assert len((await to_thread(ec2.run_instances, **wish(simulator, MaxCount=5)))["Instances"]) == 2
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.run_instances, **wish(simulator, MinCount=3, MaxCount=5))
    assert refused.value.response["Error"]["Code"] == "InsufficientInstanceCapacity"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert "c5.4xlarge capacity in the Availability Zone you requested (us-east-1a)" in str(refused.value)
    assert len(simulator.simulation.fleet.all()) == 12


async def test_cannot_start_when_there_is_no_capacity(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession
) -> None:
    """A stopped instance needs room, too."""
    worker = simulator.simulation.fleet.all()[0]
    simulator.simulation.fleet.stop([worker])
    async with control.post("/_simulator/faults", json={"service": "ec2", "kind": "insufficient_capacity"}):
        pass
    with pytest.raises(ClientError, match="InsufficientInstanceCapacity"):
        await to_thread(ec2.start_instances, InstanceIds=[worker.instance_id])
