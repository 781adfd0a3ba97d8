"""How many calls it takes, counted by the simulator."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from application.clock import Clock
from application.ports.ec2_client import InstanceCriteria
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

SCOPE = AwsScope("default", "us-east-1")
NOW = datetime(2026, 6, 1, 12, 3, 30, tzinfo=UTC)
Connect = Callable[..., AwsClients]


class StandingClock(Clock):
    """Stands where the simulator's clock stands."""

    def now(self) -> datetime:
        """Tell the time."""
        return NOW


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    """A region with 1,000 instances."""
    server = SimulatorServer(FleetPlan(workers=1000, regions=(SCOPE.region,)), clock=lambda: NOW)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def ids(server: SimulatorServer) -> list[str]:
    """The ids of all of them."""
    return [instance.instance_id for instance in server.simulation.fleet.all()]


@pytest.fixture
def ec2(server: SimulatorServer, connect: Connect) -> AwsEC2Client:
    """The adapter for EC2."""
    return AwsEC2Client(connect(server.address), StandingClock())


def calls(server: SimulatorServer, action: str) -> int:
    """Tell how often an action was called since this was last asked."""
    service = "cloudwatch" if action == "GetMetricData" else "ec2"
    count = server.simulation.calls.count(service, SCOPE.region, action)
    server.simulation.calls.reset()
    return count


async def test_pages_through_the_region_when_the_fleet_fills_it(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """The states of 1,000 workers take 5 calls, every time."""
    for _ in range(2):
        assert len(await ec2.read_statuses_async(SCOPE, ids)) == 1000
        assert calls(server, "DescribeInstanceStatus") == 5


async def test_stops_paging_when_everything_wanted_was_found(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """The first 390 of a region are on its first two pages."""
    assert len(await ec2.read_statuses_async(SCOPE, ids[:390])) == 390
    assert calls(server, "DescribeInstanceStatus") == 2


async def test_names_the_ids_when_others_crowd_the_region(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """150 workers among 850 others: after one vain look at two pages, two calls that name them."""
    wanted = ids[-150:]
    assert await ec2.read_statuses_async(SCOPE, wanted)
    assert calls(server, "DescribeInstanceStatus") == 4
    assert (await ec2.read_statuses_async(SCOPE, wanted)).keys() == set(wanted)
    assert calls(server, "DescribeInstanceStatus") == 2


async def test_makes_one_call_when_the_ids_fit_into_it(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """Up to 100 ids are named in one call."""
    assert len(await ec2.read_statuses_async(SCOPE, ids[:100])) == 100
    assert calls(server, "DescribeInstanceStatus") == 1


async def test_asks_once_more_when_some_ids_are_unknown(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """The ids that EC2 names as unknown are left out of the second call; nothing is asked for none."""
    unknown = [f"i-{number:017x}" for number in range(50)]
    assert (await ec2.read_statuses_async(SCOPE, [*ids[:50], *unknown])).keys() == set(ids[:50])
    assert calls(server, "DescribeInstanceStatus") == 2
    assert await ec2.read_statuses_async(SCOPE, unknown) == {}
    assert calls(server, "DescribeInstanceStatus") == 1


async def test_reads_details_in_chunks_when_there_are_many(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """Details of 450 workers take 3 calls, and one more for the names of images, which are kept."""
    assert len(await ec2.read_instances_async(SCOPE, ids[:450])) == 450
    assert server.simulation.calls.count("ec2", SCOPE.region, "DescribeImages") == 1
    assert calls(server, "DescribeInstances") == 3
    await ec2.read_instances_async(SCOPE, ids[:200])
    assert server.simulation.calls.total == 1


async def test_takes_tags_literally_when_they_look_like_patterns(
    ec2: AwsEC2Client, server: SimulatorServer, ids: list[str]
) -> None:
    """A star in a tag is a star: only names of images are patterns."""
    instance = server.simulation.fleet.find(ids[3])
    assert instance is not None
    server.simulation.fleet.tag(instance, {"Name": r"cml-*\?"})
    found = await ec2.find_instances_async(SCOPE, InstanceCriteria(tags={"Name": r"cml-*\?"}))
    assert [each.instance_id for each in found] == [ids[3]]
    assert await ec2.find_instances_async(SCOPE, InstanceCriteria(tags={"Name": "cml-*"})) == []


async def test_fills_each_call_with_queries_when_metrics_are_read(
    server: SimulatorServer, connect: Connect, ids: list[str]
) -> None:
    """3 metrics of 1,000 workers are 3,000 queries: 6 calls, none for a second page."""
    cloudwatch = AwsCloudWatchClient(connect(server.address), StandingClock())
    readings = await cloudwatch.read_metrics_async(SCOPE, ids)
    assert len(readings) == 1000
    assert all(each.network_out_bytes_per_second is not None for each in readings.values())
    assert calls(server, "GetMetricData") == 6


async def test_reads_the_same_rates_when_points_of_300_s_are_read_by_the_minute(
    server: SimulatorServer, connect: Connect, ids: list[str]
) -> None:
    """With basic monitoring a period of 60 s holds the sum of 300 s, and the rate is the same."""
    by_minute = AwsCloudWatchClient(connect(server.address, cloudwatch_period_seconds=60), StandingClock())
    by_five = AwsCloudWatchClient(connect(server.address, cloudwatch_settle_seconds=0), StandingClock())
    assert await by_minute.read_metrics_async(SCOPE, ids[:5]) == await by_five.read_metrics_async(SCOPE, ids[:5])
