"""DescribeImages as boto3 sees it."""

from asyncio import to_thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan


async def test_finds_by_name_when_given_a_wildcard(ec2: Any) -> None:
    """Images are found by a pattern of their name."""
    filters = [{"Name": "name", "Values": ["cisco-cml2.9-lablet-*"]}]
    images = (await to_thread(ec2.describe_images, Filters=filters))["Images"]
    assert [image["Name"] for image in images] == ["cisco-cml2.9-lablet-v0.1.6", "cisco-cml2.9-lablet-v0.2.0"]


async def test_gives_own_ids_when_regions_differ(boot: Any, connect: Any) -> None:
    """The same name has another id in each region."""
    server = await boot(FleetPlan(regions=("us-east-1", "eu-west-1")))
    east, west = (connect("ec2", server.address, region) for region in ("us-east-1", "eu-west-1"))
    ids = [
        {image["ImageId"] for image in (await to_thread(each.describe_images, Owners=["self"]))["Images"]}
        for each in (east, west)
    ]
    assert [len(each) for each in ids] == [4, 4]
    assert not ids[0] & ids[1]


async def test_gives_nothing_when_owner_is_somebody_else(ec2: Any) -> None:
    """Only the account's own images exist."""
    assert (await to_thread(ec2.describe_images, Owners=["amazon"]))["Images"] == []


@pytest.mark.parametrize(
    ("image_id", "code"), [("ami-00000000", "InvalidAMIID.NotFound"), ("image", "InvalidAMIID.Malformed")]
)
async def test_refuses_when_the_id_is_wrong(ec2: Any, image_id: str, code: str) -> None:
    """Unknown and malformed image ids have codes of their own."""
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.describe_images, ImageIds=[image_id])
    assert refused.value.response["Error"]["Code"] == code
