"""The documented request limits, with retries off and a clock that stands still."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer


def code_after(count: int, call: Callable[[], Any]) -> str:
    """Call so many times in peace, then once more, and tell the code of that refusal."""
    for _ in range(count):
        call()
    with pytest.raises(ClientError) as refused:
        call()
    code: str = refused.value.response["Error"]["Code"]
    return code


async def test_throttles_starts_when_the_burst_is_used(
    ec2: Any, simulator: SimulatorServer, move: Callable[[float], None]
) -> None:
    """Five starts at once and two more each second."""
    ids = [simulator.simulation.fleet.all()[0].instance_id]

    def start() -> None:
        ec2.start_instances(InstanceIds=ids)

    assert await to_thread(code_after, 5, start) == "RequestLimitExceeded"
    move(1)
    assert await to_thread(code_after, 2, start) == "RequestLimitExceeded"
    throttled = simulator.simulation.calls.throttled()
    assert throttled == {"ec2": {"us-east-1": {"StartInstances": 2}}}


async def test_is_stricter_when_describing_without_filter_or_page(ec2: Any) -> None:
    """Plain DescribeInstanceStatus has a burst of 50; filtered, it has another bucket."""
    assert await to_thread(code_after, 50, ec2.describe_instance_status) == "RequestLimitExceeded"
    await to_thread(ec2.describe_instance_status, MaxResults=5)


async def test_limits_regions_apart_when_one_is_used_up(boot: Any, connect: Any) -> None:
    """Each region has buckets of its own."""
    server = await boot(FleetPlan(workers=2, regions=("us-east-1", "eu-west-1")))
    east, west = (connect("ec2", server.address, region) for region in ("us-east-1", "eu-west-1"))
    assert await to_thread(code_after, 50, east.describe_instance_status) == "RequestLimitExceeded"
    await to_thread(west.describe_instance_status)


async def test_counts_instances_when_many_are_started(boot: Any, connect: Any) -> None:
    """A start pays for each instance from a bucket of 1,000."""
    server = await boot(FleetPlan(workers=1001))
    ec2, fleet = connect("ec2", server.address), server.simulation.fleet
    ids = [each.instance_id for each in fleet.all()]
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        await to_thread(ec2.start_instances, InstanceIds=ids)
    await to_thread(ec2.start_instances, InstanceIds=ids[:1000])


async def test_counts_instances_when_many_are_launched(boot: Any, connect: Any, move: Callable[[float], None]) -> None:
    """A launch, dry runs too, pays for MaxCount instances from a bucket of 1,000 that two a second flow back into."""
    server = await boot(FleetPlan(workers=1))
    ec2, image = connect("ec2", server.address), server.simulation.fleet.images("us-east-1")[0]
    wish = {"ImageId": image.image_id, "InstanceType": "c5.2xlarge", "MinCount": 1}
    with pytest.raises(ClientError, match="DryRunOperation"):
        await to_thread(ec2.run_instances, MaxCount=999, DryRun=True, **wish)
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        await to_thread(ec2.run_instances, MaxCount=2, **wish)
    move(0.5)
    await to_thread(ec2.run_instances, MaxCount=2, **wish)
    assert len(server.simulation.fleet.all()) == 3


@pytest.mark.parametrize(("act", "burst"), [("terminate", 100), ("reboot", 50), ("monitor", 50)])
async def test_throttles_changes_when_their_burst_is_used(
    ec2: Any, simulator: SimulatorServer, act: str, burst: int
) -> None:
    """Each change has a bucket of its own for its requests."""
    ids = [simulator.simulation.fleet.all()[0].instance_id]
    call = getattr(ec2, f"{act}_instances")
    assert await to_thread(code_after, burst, lambda: call(InstanceIds=ids)) == "RequestLimitExceeded"
    await to_thread(ec2.stop_instances if act == "monitor" else ec2.monitor_instances, InstanceIds=ids)


async def test_throttles_metrics_when_the_second_is_used(cloudwatch: Any, simulator: SimulatorServer) -> None:
    """Fifty GetMetricData calls a second; boto3 reads the code Throttling."""
    now = simulator.simulation.fleet.clock()
    metric = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization"}
    queries = [{"Id": "q", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Average"}}]
    start = now.replace(hour=1)

    def ask() -> None:
        cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=now)

    assert await to_thread(code_after, 50, ask) == "Throttling"


async def test_never_throttles_when_switched_off(boot: Any, connect: Any) -> None:
    """Without limits every call is served."""
    server = await boot(FleetPlan(workers=1), throttling=False)
    ec2 = connect("ec2", server.address)
    await to_thread(lambda: [ec2.describe_instance_status() for _ in range(60)])
    assert server.simulation.calls.count("ec2", "us-east-1", "DescribeInstanceStatus") == 60
