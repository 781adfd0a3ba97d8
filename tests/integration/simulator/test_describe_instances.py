"""DescribeInstances as boto3 sees it."""

from asyncio import to_thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer


def instances(answer: Any) -> list[Any]:
    """Take the instances out of their reservations."""
    return [instance for reservation in answer["Reservations"] for instance in reservation["Instances"]]


def ids(answer: Any) -> list[str]:
    """Take the instance ids out of an answer."""
    return [instance["InstanceId"] for instance in instances(answer)]


async def test_tells_everything_when_asked_for_one(ec2: Any, simulator: SimulatorServer) -> None:
    """An answer carries identity, addresses, network, tags and times."""
    worker = simulator.simulation.fleet.all()[0]
    (told,) = instances(await to_thread(ec2.describe_instances, InstanceIds=[worker.instance_id]))
    assert told["InstanceType"] == worker.instance_type
    assert told["ImageId"] == worker.image.image_id
    assert told["State"] == {"Code": 16, "Name": "running"}
    assert told["LaunchTime"] == worker.launched_at
    assert told["PrivateIpAddress"] == worker.placement.private_ip_address
    assert told["PublicIpAddress"].startswith("198.1")
    assert told["Monitoring"] == {"State": "disabled"}
    assert {"Key": "Name", "Value": "cml-worker-001"} in told["Tags"]


async def test_gives_each_instance_once_when_paged(ec2: Any, simulator: SimulatorServer) -> None:
    """Pages hold the wanted number of instances, in a stable order, and the last one names no next."""
    paginator = ec2.get_paginator("describe_instances")
    pages = await to_thread(list, paginator.paginate(PaginationConfig={"PageSize": 5}))
    assert [len(ids(page)) for page in pages] == [5, 5]
    assert [*ids(pages[0]), *ids(pages[1])] == [each.instance_id for each in simulator.simulation.fleet.all()]
    assert "NextToken" not in pages[-1]


async def test_shows_the_own_region_when_there_are_two(boot: Any, connect: Any) -> None:
    """The region comes from the signature; an instance of another region is not there."""
    server = await boot(FleetPlan(workers=4, regions=("us-east-1", "eu-west-1")))
    west = connect("ec2", server.address, "eu-west-1")
    fleet = server.simulation.fleet
    assert ids(await to_thread(west.describe_instances)) == [each.instance_id for each in fleet.in_region("eu-west-1")]
    with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
        await to_thread(west.describe_instances, InstanceIds=[fleet.in_region("us-east-1")[0].instance_id])


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("instance-state-name", ["running"], 10),
        ("instance-state-name", ["stopped", "stopping"], 0),
        ("tag:Name", ["cml-worker-00?"], 9),
        ("tag:Name", ["*-001", "*-002"], 2),
        ("tag:Name", [r"cml-worker-00\?"], 0),
        ("tag:missing", ["*"], 0),
        ("tag-key", ["cour*"], 10),
        ("vpc-id", ["vpc-*"], 10),
        ("private-ip-address", ["10.0.0.5"], 1),
        ("architecture", ["arm64"], 0),
    ],
)
async def test_filters_when_asked(ec2: Any, name: str, values: list[str], count: int) -> None:
    """A filter takes any of its values, with wildcards and escapes."""
    answer = await to_thread(ec2.describe_instances, Filters=[{"Name": name, "Values": values}])
    assert len(ids(answer)) == count


async def test_wants_every_filter_when_there_are_two(ec2: Any) -> None:
    """Filters are joined by and, also across pages."""
    filters = [
        {"Name": "tag:Name", "Values": ["cml-worker-00*"]},
        {"Name": "instance-state-name", "Values": ["running"]},
    ]
    first = await to_thread(ec2.describe_instances, Filters=filters, MaxResults=5)
    rest = await to_thread(ec2.describe_instances, Filters=filters, MaxResults=5, NextToken=first["NextToken"])
    assert [len(ids(first)), len(ids(rest))] == [5, 4]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"InstanceIds": ["i-0123456789abcdef0"]}, "InvalidInstanceID.NotFound"),
        ({"InstanceIds": ["worker"]}, "InvalidInstanceID.Malformed"),
        ({"MaxResults": 4}, "InvalidParameterValue"),
        ({"MaxResults": 1001}, "InvalidParameterValue"),
        ({"MaxResults": 5, "NextToken": "made-up"}, "InvalidNextToken"),
        ({"MaxResults": 5, "InstanceIds": ["i-0123456789abcdef0"]}, "InvalidParameterCombination"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue"),
        ({"Filters": [{"Name": "tag:a", "Values": [str(n) for n in range(201)]}]}, "FilterLimitExceeded"),
        ({"DryRun": True}, "DryRunOperation"),
    ],
)
async def test_refuses_when_parameters_are_wrong(ec2: Any, parameters: dict[str, Any], code: str) -> None:
    """Wrong parameters are answered with EC2's own error codes."""
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.describe_instances, **parameters)
    assert refused.value.response["Error"]["Code"] == code


async def test_names_all_bad_ids_when_several_are_unknown(ec2: Any) -> None:
    """One NotFound names every id that is not there."""
    with pytest.raises(ClientError, match="The instance IDs 'i-00000000, i-11111111' do not exist"):
        await to_thread(ec2.describe_instances, InstanceIds=["i-00000000", "i-11111111"])


async def test_refuses_when_action_is_unknown(ec2: Any) -> None:
    """An action that is not simulated is an InvalidAction."""
    with pytest.raises(ClientError, match="InvalidAction"):
        await to_thread(ec2.describe_volumes)
