"""Credentials that are refused make no storm, and are noticed when they work again."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from application.ports.source_errors import SourceUnauthorizedError
from domain.worker.aws_scope import AwsScope
from fakes.fake_clock import FakeClock
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_configuration import AwsAccount
from integration.aws.aws_ec2_client import AwsEC2Client
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

REGIONS = ("us-east-1", "eu-west-1")
EAST, WEST = (AwsScope("default", region) for region in REGIONS)
PAUSE_SECONDS = 300
Connect = Callable[..., AwsClients]


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    """A fleet of which a region takes several calls by id."""
    server = SimulatorServer(FleetPlan(workers=500, regions=REGIONS))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def clock() -> FakeClock:
    """Time that is moved by hand."""
    return FakeClock()


def ids_in(server: SimulatorServer, scope: AwsScope) -> list[str]:
    """The ids of a region's instances."""
    fleet = server.simulation.fleet.all()
    return [each.instance_id for each in fleet if each.placement.region == scope.region]


def deny(server: SimulatorServer, kind: FaultKind = FaultKind.UNAUTHORIZED, **options: object) -> None:
    """Let EC2 refuse."""
    board = server.simulation.faults
    board.add(Fault(board.next_id(), kind, Service.EC2, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [FaultKind.UNAUTHORIZED, FaultKind.EXPIRED_TOKEN])
async def test_asks_once_in_five_minutes_when_a_region_refuses(
    server: SimulatorServer, connect: Connect, clock: FakeClock, kind: FaultKind
) -> None:
    """Twelve cycles in an hour of refusals: one call each five minutes; the other region does not notice."""
    ec2 = AwsEC2Client(connect(server.address, clock=clock), clock)
    east, west = ids_in(server, EAST), ids_in(server, WEST)
    deny(server, kind, region=EAST.region, action="DescribeInstances")
    server.simulation.calls.reset()
    for _ in range(12):
        with pytest.raises(SourceUnauthorizedError):
            await ec2.read_instances_async(EAST, east[:200])
        assert len(await ec2.read_instances_async(WEST, west[:20])) == 20
        clock.pass_seconds(PAUSE_SECONDS / 4)
    assert server.simulation.calls.count("ec2", EAST.region, "DescribeInstances") == 3
    assert len(await ec2.read_statuses_async(EAST, east)) == len(east)
    server.simulation.faults.lift()
    clock.pass_seconds(PAUSE_SECONDS)
    assert len(await ec2.read_instances_async(EAST, east)) == len(east)


async def test_asks_at_once_when_a_person_wants_it(server: SimulatorServer, connect: Connect, clock: FakeClock) -> None:
    """Permission given: who refreshes a worker need not wait for five minutes; CloudWatch has a pause of its own."""
    clients = connect(server.address, clock=clock)
    ec2, cloudwatch = AwsEC2Client(clients, clock), AwsCloudWatchClient(clients, clock)
    deny(server)
    [asked, *_] = ids_in(server, EAST)
    with pytest.raises(SourceUnauthorizedError, match="allow ec2:DescribeInstanceStatus"):
        await ec2.read_statuses_async(EAST, [asked])
    server.simulation.faults.lift()
    with pytest.raises(SourceUnauthorizedError):
        await ec2.read_statuses_async(EAST, [asked])
    cloudwatch.retry_refused(EAST)
    with pytest.raises(SourceUnauthorizedError):
        await ec2.read_statuses_async(EAST, [asked])
    ec2.retry_refused(EAST)
    assert len(await ec2.read_statuses_async(EAST, [asked])) == 1


async def test_reads_the_credentials_again_when_they_were_refused(
    server: SimulatorServer, connect: Connect, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A profile's file holds others by now: a new client signs with them, without a restart."""
    path = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    keys: list[str] = []

    def note(request: object, **_: object) -> None:
        headers = request.headers  # type: ignore[attr-defined]  # botocore's AWSRequest
        keys.append(str(headers["Authorization"]).partition("Credential=")[2].partition("/")[0])

    path.write_text("[fleet]\naws_access_key_id = OLDKEY\naws_secret_access_key = s\n")
    account = AwsAccount(profile="fleet")
    clients = connect(server.address, clock=clock, accounts=(account,))
    make_client = clients._sessions.make_client

    def noted(scope: AwsScope, service: str, *own: Any) -> object:
        client = make_client(scope, service, *own)
        client.meta.events.register("before-send.ec2.*", note)
        return client

    monkeypatch.setattr(clients._sessions, "make_client", noted)
    ec2 = AwsEC2Client(clients, clock)
    [asked, *_] = ids_in(server, EAST)
    deny(server, FaultKind.EXPIRED_TOKEN)
    with pytest.raises(SourceUnauthorizedError, match="renew the credentials"):
        await ec2.read_statuses_async(EAST, [asked])
    server.simulation.faults.lift()
    path.write_text("[fleet]\naws_access_key_id = NEWKEY\naws_secret_access_key = s\n")
    clock.pass_seconds(PAUSE_SECONDS)
    assert len(await ec2.read_statuses_async(EAST, [asked])) == 1
    assert (keys[0], keys[-1]) == ("OLDKEY", "NEWKEY")
