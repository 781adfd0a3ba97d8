"""What becomes of AWS's troubles, made by the simulator."""

from collections.abc import AsyncIterator, Callable

import pytest

from application.clock import Clock
from application.ports.source_errors import (
    SourceReplyInvalidError,
    SourceThrottledError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from domain.errors import SourceUnavailableError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

SCOPE = AwsScope("default", "us-east-1")
Connect = Callable[..., AwsClients]
OUTCOMES = [
    (FaultKind.THROTTLE, SourceThrottledError),
    (FaultKind.ERROR_500, SourceUnreachableError),
    (FaultKind.ERROR_503, SourceUnreachableError),
    (FaultKind.HANG, SourceUnreachableError),
    (FaultKind.GARBAGE, SourceReplyInvalidError),
    (FaultKind.TRUNCATED, SourceReplyInvalidError),
    (FaultKind.UNAUTHORIZED, SourceUnauthorizedError),
    (FaultKind.EXPIRED_TOKEN, SourceUnauthorizedError),
]


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    """A small fleet."""
    server = SimulatorServer(FleetPlan(workers=10, regions=(SCOPE.region,)))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def ids(server: SimulatorServer) -> list[str]:
    """The ids of all instances."""
    return [instance.instance_id for instance in server.simulation.fleet.all()]


@pytest.fixture
def clients(server: SimulatorServer, connect: Connect) -> AwsClients:
    """Lose patience soon, try only once, and ask again at once after a refusal."""
    return connect(server.address, read_timeout_seconds=0.3, max_attempts=1, refused_interval_seconds=0)


def strike(server: SimulatorServer, kind: FaultKind, service: Service, **options: object) -> None:
    """Order a trouble."""
    board = server.simulation.faults
    board.add(Fault(board.next_id(), kind, service, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "expected"), OUTCOMES)
async def test_raises_the_source_error_when_ec2_is_in_trouble(
    server: SimulatorServer,
    clients: AwsClients,
    ids: list[str],
    kind: FaultKind,
    expected: type[SourceUnavailableError],
) -> None:
    """Each trouble has its source error, for every method; the next call after it answers again."""
    ec2 = AwsEC2Client(clients, Clock())
    strike(server, kind, Service.EC2)
    for read in (ec2.read_statuses_async, ec2.read_instances_async):
        with pytest.raises(expected) as raised:
            await read(SCOPE, ids)
        assert raised.value.__cause__ is not None
    server.simulation.faults.lift()
    assert len(await ec2.read_statuses_async(SCOPE, ids)) == len(ids)


@pytest.mark.parametrize(("kind", "expected"), OUTCOMES)
async def test_raises_the_source_error_when_cloudwatch_is_in_trouble(
    server: SimulatorServer,
    clients: AwsClients,
    ids: list[str],
    kind: FaultKind,
    expected: type[SourceUnavailableError],
) -> None:
    """Each trouble has its source error; the next call after it answers again."""
    cloudwatch = AwsCloudWatchClient(clients, Clock())
    strike(server, kind, Service.CLOUDWATCH)
    with pytest.raises(expected):
        await cloudwatch.read_metrics_async(SCOPE, ids)
    server.simulation.faults.lift()
    assert len(await cloudwatch.read_metrics_async(SCOPE, ids)) == len(ids)


async def test_names_the_action_when_a_permission_is_missing(
    server: SimulatorServer, clients: AwsClients, ids: list[str]
) -> None:
    """The operator is told which permission to give."""
    strike(server, FaultKind.UNAUTHORIZED, Service.EC2)
    strike(server, FaultKind.UNAUTHORIZED, Service.CLOUDWATCH)
    with pytest.raises(SourceUnauthorizedError, match="allow ec2:DescribeInstanceStatus") as of_ec2:
        await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, ids)
    with pytest.raises(SourceUnauthorizedError, match="allow cloudwatch:GetMetricData") as of_cloudwatch:
        await AwsCloudWatchClient(clients, Clock()).read_metrics_async(SCOPE, ids)
    assert of_ec2.value.missing_action == "ec2:DescribeInstanceStatus"
    assert of_cloudwatch.value.missing_action == "cloudwatch:GetMetricData"


async def test_tries_at_most_three_times_when_aws_fails(
    server: SimulatorServer, connect: Connect, ids: list[str]
) -> None:
    """A call is attempted three times and no more; one failure out of three goes unnoticed."""
    ec2 = AwsEC2Client(connect(server.address), Clock())
    strike(server, FaultKind.ERROR_503, Service.EC2, calls_left=2)
    assert len(await ec2.read_statuses_async(SCOPE, ids)) == len(ids)
    strike(server, FaultKind.ERROR_503, Service.EC2)
    server.simulation.calls.reset()
    with pytest.raises(SourceUnreachableError, match="HTTP 503"):
        await ec2.read_statuses_async(SCOPE, ids)
    assert server.simulation.calls.total == 3


async def test_leaves_out_an_instance_when_ec2_hides_it(
    server: SimulatorServer, clients: AwsClients, ids: list[str]
) -> None:
    """An instance that EC2 does not show is left out; the rest is read."""
    strike(server, FaultKind.MISSING_INSTANCE, Service.EC2, instance_ids=frozenset(ids[:3]))
    ec2 = AwsEC2Client(clients, Clock())
    assert (await ec2.read_statuses_async(SCOPE, ids)).keys() == set(ids[3:])
    assert (await ec2.read_instances_async(SCOPE, ids)).keys() == set(ids[3:])


class MovableClock(Clock):
    """Its monotonic time is moved by hand."""

    seconds = 0.0

    def monotonic_seconds(self) -> float:
        """Tell the time."""
        return self.seconds


async def test_reads_details_when_names_of_images_cannot_be_read(
    server: SimulatorServer, clients: AwsClients, ids: list[str]
) -> None:
    """Without DescribeImages the details come without names of images, which are asked for again a minute later."""
    clock = MovableClock()
    ec2 = AwsEC2Client(clients, clock)
    strike(server, FaultKind.UNAUTHORIZED, Service.EC2, action="DescribeImages")
    readings = await ec2.read_instances_async(SCOPE, ids)
    assert {each.ami_name for each in readings.values()} == {None}
    server.simulation.faults.lift()
    assert (await ec2.read_instances_async(SCOPE, ids))[ids[0]].ami_name is None
    clock.seconds = 61
    assert (await ec2.read_instances_async(SCOPE, ids))[ids[0]].ami_name is not None
    assert server.simulation.calls.count("ec2", SCOPE.region, "DescribeImages") == 2


async def test_raises_when_the_connection_is_refused(server: SimulatorServer, connect: Connect, ids: list[str]) -> None:
    """Nobody listening is an unreachable source."""
    clients = connect("http://127.0.0.1:9", max_attempts=1)
    with pytest.raises(SourceUnreachableError, match="EndpointConnectionError"):
        await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, ids)
