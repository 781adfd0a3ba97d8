"""Threads: one region's trouble stays there, and nothing holds up the rest of the process."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from application.clock import Clock
from application.ports.source_errors import SourceUnauthorizedError, SourceUnreachableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from integration.aws.aws_sessions import AwsSessions
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

SICK = AwsScope("default", "us-east-1")
SOUND = AwsScope("default", "eu-west-1")
HANGS_SECONDS = 0.8
Connect = Callable[..., AwsClients]


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    """Two regions, one of which hangs when EC2 is asked."""
    server = SimulatorServer(FleetPlan(workers=20, regions=(SICK.region, SOUND.region)))
    await server.start()
    server.simulation.faults.add(Fault(1, FaultKind.HANG, Service.EC2, region=SICK.region))
    yield server
    await server.stop()


@pytest.fixture
def ids(server: SimulatorServer) -> dict[str, list[str]]:
    """The ids of the instances by region."""
    fleet = server.simulation.fleet
    return {region: [each.instance_id for each in fleet.in_region(region)] for region in fleet.regions}


async def expect_unreachable(ec2: AwsEC2Client, ids: list[str]) -> None:
    """Read the hanging region and see it fail."""
    with pytest.raises(SourceUnreachableError, match=r"within [0-9.]+ s"):
        await ec2.read_statuses_async(SICK, ids)


async def test_answers_for_one_region_when_another_hangs(
    server: SimulatorServer, connect: Connect, ids: dict[str, list[str]]
) -> None:
    """Twenty calls hang in one region: the other region, and the other service there, answer as ever."""
    clients = connect(server.address, call_deadline_seconds=2.5)  # the first call also makes its client
    ec2, cloudwatch = AwsEC2Client(clients, Clock()), AwsCloudWatchClient(clients, Clock())
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(expect_unreachable(ec2, ids[SICK.region]))
        await asyncio.sleep(0.1)
        assert len(await ec2.read_statuses_async(SOUND, ids[SOUND.region])) == 10
        assert len(await cloudwatch.read_metrics_async(SICK, ids[SICK.region])) == 10


async def test_answers_again_when_the_region_does(
    server: SimulatorServer, connect: Connect, ids: dict[str, list[str]]
) -> None:
    """Calls given up at the deadline leave nothing behind: those that had no thread yet are never made."""
    ec2 = AwsEC2Client(connect(server.address, call_deadline_seconds=2.5, threads_per_client=2), Clock())  # likewise
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(expect_unreachable(ec2, ids[SICK.region]))
    server.simulation.faults.lift()
    assert len(await ec2.read_statuses_async(SICK, ids[SICK.region])) == 10
    assert server.simulation.calls.count("ec2", SICK.region, "DescribeInstanceStatus") == 3


async def test_makes_one_client_when_many_calls_come_first(
    server: SimulatorServer, connect: Connect, ids: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty first calls at once make one client, by one thread."""
    made: list[str] = []
    make_client = AwsSessions.make_client

    def counted(self: AwsSessions, scope: AwsScope, service: str, *own: Any) -> object:
        made.append(scope.region)
        return make_client(self, scope, service, *own)

    monkeypatch.setattr(AwsSessions, "make_client", counted)
    ec2 = AwsEC2Client(connect(server.address), Clock())
    async with asyncio.TaskGroup() as group:
        reads = [group.create_task(ec2.read_statuses_async(SOUND, ids[SOUND.region])) for _ in range(20)]
    assert made == [SOUND.region]
    assert all(len(read.result()) == 10 for read in reads)


async def test_leaves_the_default_pool_alone_when_calls_are_made(
    server: SimulatorServer, connect: Connect, ids: dict[str, list[str]]
) -> None:
    """Blocking calls run in threads of their own, all daemons, and never more than were set."""
    default = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(default)
    ec2 = AwsEC2Client(connect(server.address, threads_per_client=3), Clock())
    before = set(threading.enumerate())
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(ec2.read_instances_async(SOUND, ids[SOUND.region]))
    own = set(threading.enumerate()) - before
    assert default.submit(threading.active_count).result() == threading.active_count()
    assert len(default._threads) == 1
    assert 1 <= len(own) <= 3
    assert all(thread.daemon for thread in own)


async def test_closes_at_once_when_a_call_hangs(
    server: SimulatorServer, connect: Connect, ids: dict[str, list[str]]
) -> None:
    """The end of the process waits for no reply; after it no call is made."""
    clients = connect(server.address, call_deadline_seconds=HANGS_SECONDS)
    ec2 = AwsEC2Client(clients, Clock())
    async with asyncio.TaskGroup() as group:
        group.create_task(expect_unreachable(ec2, ids[SICK.region]))
        await asyncio.sleep(0.1)
        begin = time.monotonic()
        clients.close()
        assert time.monotonic() - begin < HANGS_SECONDS / 2
    with pytest.raises(RuntimeError, match="closed"):
        await ec2.read_statuses_async(SOUND, ids[SOUND.region])


async def test_says_what_to_set_when_the_account_is_unknown(server: SimulatorServer, connect: Connect) -> None:
    """A worker of an account that is not configured (any more) fails by itself."""
    ec2 = AwsEC2Client(connect(server.address), Clock())
    with pytest.raises(SourceUnauthorizedError, match="nothing is set for AWS account elsewhere"):
        await ec2.read_statuses_async(AwsScope("elsewhere", SOUND.region), ["i-0123456789abcdef0"])
