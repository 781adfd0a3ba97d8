"""CreateTags and DeleteTags as boto3 sees them."""

from asyncio import to_thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.server import SimulatorServer


def pairs(**tags: str) -> list[dict[str, str]]:
    """Write tags as boto3 wants them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


async def tags_of(ec2: Any, instance_id: str) -> dict[str, str]:
    """Read the tags of an instance."""
    answer = await to_thread(ec2.describe_instances, InstanceIds=[instance_id])
    return {tag["Key"]: tag["Value"] for tag in answer["Reservations"][0]["Instances"][0].get("Tags", [])}


@pytest.fixture
def ids(simulator: SimulatorServer) -> list[str]:
    """The ids of all ten."""
    return [each.instance_id for each in simulator.simulation.fleet.all()]


async def test_sets_tags_of_many_when_named(ec2: Any, ids: list[str]) -> None:
    """New tags are added, old ones of the same key replaced, and filters see them at once."""
    await to_thread(ec2.create_tags, Resources=ids[:2], Tags=pairs(course="ccde", room="7"))
    for instance_id in ids[:2]:
        tags = await tags_of(ec2, instance_id)
        assert (tags["course"], tags["room"], "Name" in tags) == ("ccde", "7", True)
    found = await to_thread(ec2.describe_instances, Filters=[{"Name": "tag:room", "Values": ["7"]}])
    assert [part["Instances"][0]["InstanceId"] for part in found["Reservations"]] == ids[:2]


async def test_removes_tags_when_key_or_value_fits(ec2: Any, ids: list[str]) -> None:
    """A key alone removes the tag, a key with a value only that value; without any tag all are removed."""
    first = ids[0]
    await to_thread(ec2.create_tags, Resources=[first], Tags=pairs(a="1", b="2", c=""))
    await to_thread(ec2.delete_tags, Resources=[first], Tags=[{"Key": "a"}, *pairs(b="other", c="")])
    tags = await tags_of(ec2, first)
    assert ("a" in tags, tags.get("b"), "c" in tags) == (False, "2", False)
    await to_thread(ec2.delete_tags, Resources=[first])
    assert await tags_of(ec2, first) == {}


@pytest.mark.parametrize(
    ("resources", "tags", "code"),
    [
        (["i-00000000"], pairs(a="1"), "InvalidInstanceID.NotFound"),
        (["i-x"], pairs(a="1"), "InvalidInstanceID.Malformed"),
        (["vpc-00000000"], pairs(a="1"), "InvalidID"),
        ([], [{"Key": "aws:x", "Value": ""}], "InvalidParameterValue"),
        ([], [{"Key": "k", "Value": "two\nlines"}], "InvalidParameterValue"),
        ([], [{"Key": "k" * 129, "Value": ""}], "InvalidParameterValue"),
        ([], [{"Key": "k", "Value": "v" * 257}], "InvalidParameterValue"),
        ([], [{"Key": f"key{number}", "Value": ""} for number in range(48)], "TagLimitExceeded"),
        ([], [], "MissingParameter"),
    ],
)
async def test_changes_nothing_when_it_refuses(
    ec2: Any, ids: list[str], resources: list[str], tags: list[dict[str, str]], code: str
) -> None:
    """A bad id or tag fails the call, and the good ones beside it stay as they were."""
    before = await tags_of(ec2, ids[0])
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.create_tags, Resources=[ids[0], *resources], Tags=tags)
    assert refused.value.response["Error"]["Code"] == code
    assert await tags_of(ec2, ids[0]) == before
