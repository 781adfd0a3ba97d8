"""DescribeInstanceTypes as boto3 sees it."""

from asyncio import to_thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan


async def names(ec2: Any, **parameters: Any) -> list[str]:
    """The names of the types that are told, page by page."""
    found: list[str] = []
    while True:
        page = await to_thread(ec2.describe_instance_types, **parameters)
        found += [each["InstanceType"] for each in page["InstanceTypes"]]
        if "NextToken" not in page:
            return found
        parameters["NextToken"] = page["NextToken"]


async def test_tells_what_a_type_is(ec2: Any) -> None:
    """Processors, memory, architecture, network, and whether it is a machine of its own."""
    reply = await to_thread(ec2.describe_instance_types, InstanceTypes=["m5zn.metal"])
    (metal,) = reply["InstanceTypes"]
    assert (metal["VCpuInfo"]["DefaultVCpus"], metal["MemoryInfo"]["SizeInMiB"]) == (48, 192 * 1024)
    assert (metal["BareMetal"], "Hypervisor" in metal) == (True, False)
    assert metal["ProcessorInfo"]["SupportedArchitectures"] == ["x86_64"]
    assert metal["NetworkInfo"]["NetworkPerformance"] == "100 Gigabit"


async def test_finds_by_filters(ec2: Any) -> None:
    """Names may hold a wildcard; what is not offered is left out."""
    assert await names(ec2, Filters=[{"Name": "instance-type", "Values": ["c5.*", "x0.unheard"]}]) == [
        "c5.2xlarge",
        "c5.4xlarge",
    ]
    assert await names(ec2, Filters=[{"Name": "bare-metal", "Values": ["true"]}]) == ["m5zn.metal"]


async def test_refuses_when_a_named_type_is_unknown(ec2: Any) -> None:
    """One unknown name refuses the whole call, as EC2 does."""
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.describe_instance_types, InstanceTypes=["c5.2xlarge", "x0.unheard"])
    assert refused.value.response["Error"] == {
        "Code": "InvalidInstanceType",
        "Message": "The following supplied instance types do not exist: [x0.unheard]",
    }


async def test_gives_pages(boot: Any, connect: Any) -> None:
    """At most a hundred on a page; every type comes once."""
    server = await boot(FleetPlan(workers=10))
    for number, instance in enumerate(server.simulation.fleet.all()):
        instance.instance_type = f"r5.{number + 1}xlarge"
    ec2 = connect("ec2", server.address)
    found = await names(ec2, MaxResults=5)
    assert (len(found), len(set(found))) == (15, 15)
    with pytest.raises(ClientError):
        await to_thread(ec2.describe_instance_types, MaxResults=101)
