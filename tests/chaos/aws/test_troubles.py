"""What a whole service says and does when AWS is in trouble."""

import pytest

from simulator.aws.call import Service
from simulator.faults.fault import FaultKind
from support.collected_fleet import CollectedFleet
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAILING, RECOVERED = "worker.source.failing", "worker.source.recovered"
SOURCE = {Service.EC2: "ec2", Service.CLOUDWATCH: "cloudwatch"}
READ = {Service.EC2: "DescribeInstanceStatus", Service.CLOUDWATCH: "GetMetricData"}
PERMISSION = {Service.EC2: "ec2:DescribeInstanceStatus", Service.CLOUDWATCH: "cloudwatch:GetMetricData"}
CODES = {
    FaultKind.ERROR_500: "unreachable",
    FaultKind.ERROR_503: "unreachable",
    FaultKind.HANG: "unreachable",
    FaultKind.RESET: "unreachable",
    FaultKind.GARBAGE: "invalid_reply",
    FaultKind.TRUNCATED: "invalid_reply",
    FaultKind.WRONG_TYPES: "invalid_reply",
}


async def codes(fleet: CollectedFleet, source: str) -> set[str | None]:
    """Why the source cannot be read, of each worker that runs."""
    running = [worker for worker in await fleet.workers_async() if worker["status"] == "running"]
    return {worker["failing"].get(source, {}).get("code") for worker in running}


def of_all(fleet: CollectedFleet, what: str) -> list[tuple[str, str]]:
    """One event for each instance."""
    return sorted((each.instance_id, what) for each in fleet.aws.all())


@pytest.mark.parametrize("service", list(Service))
@pytest.mark.parametrize("kind", list(CODES))
async def test_says_what_fails_when_a_source_is_in_trouble(
    fleet: CollectedFleet, kind: FaultKind, service: Service
) -> None:
    """Each worker is told to fail once, in one word of its own; what was known stays, and it recovers by itself."""
    before = [(worker["status"], worker["instance_type"]) for worker in await fleet.workers_async()]
    fleet.strike(kind, service)
    assert sorted(await fleet.cycle_async()) == of_all(fleet, FAILING)
    assert await codes(fleet, SOURCE[service]) == {CODES[kind]}
    assert [(worker["status"], worker["instance_type"]) for worker in await fleet.workers_async()] == before
    fleet.server.simulation.faults.lift()
    assert sorted(await fleet.cycle_async()) == of_all(fleet, RECOVERED)


@pytest.mark.parametrize("service", list(Service))
async def test_asks_seldom_when_throttled_for_two_minutes(fleet: CollectedFleet, service: Service) -> None:
    """A cycle each two seconds asks AWS each third time; all are told once that it fails, and once that it is over."""
    fleet.strike(FaultKind.THROTTLE, service, seconds=120)
    before = fleet.calls(READ[service], SOURCE[service])
    for _ in range(60):
        await fleet.run_async()
        fleet.pass_seconds(2)
    assert sorted(await fleet.news_async()) == of_all(fleet, FAILING)
    assert await codes(fleet, SOURCE[service]) == {"throttled"}
    assert fleet.calls(READ[service], SOURCE[service]) - before == 20
    fleet.pass_seconds(5)
    assert sorted(await fleet.cycle_async()) == of_all(fleet, RECOVERED)


@pytest.mark.parametrize("service", list(Service))
@pytest.mark.parametrize("kind", [FaultKind.UNAUTHORIZED, FaultKind.EXPIRED_TOKEN])
async def test_asks_once_in_five_minutes_when_it_is_refused(
    fleet: CollectedFleet, kind: FaultKind, service: Service
) -> None:
    """A cycle each minute for eleven minutes makes three calls; the worker says which permission is missing."""
    fleet.strike(kind, service)
    before = fleet.calls(READ[service], SOURCE[service])
    for _ in range(11):
        await fleet.run_async()
        fleet.pass_seconds(60)
    assert fleet.calls(READ[service], SOURCE[service]) - before == 3
    assert sorted(await fleet.news_async()) == of_all(fleet, FAILING)
    assert await codes(fleet, SOURCE[service]) == {"unauthorized"}
    failing = (await fleet.workers_async())[0]["failing"][SOURCE[service]]["message"]
    wanted = f"allow {PERMISSION[service]}" if kind is FaultKind.UNAUTHORIZED else "renew "
    assert wanted in failing


async def test_recovers_when_connections_were_refused(fleet: CollectedFleet) -> None:
    """An endpoint that refuses connections is unreachable, and read again as soon as somebody listens."""
    await fleet.server.leave(60)
    told = await fleet.cycle_async()
    assert sorted(told) == sorted([*of_all(fleet, FAILING), *of_all(fleet, FAILING)])
    assert await codes(fleet, "ec2") == await codes(fleet, "cloudwatch") == {"unreachable"}
    await fleet.server.leave(0)

    async def well() -> bool:
        await fleet.cycle_async()
        return await codes(fleet, "ec2") == await codes(fleet, "cloudwatch") == {None}

    await until(well, "the fleet is read again")


async def test_reads_on_when_replies_have_14_megabytes(fleet: CollectedFleet) -> None:
    """Bodies far larger than any AWS sends are read to their end, and the service answers meanwhile and after."""
    for service in Service:
        fleet.strike(FaultKind.HUGE, service)
    assert await fleet.cycle_async() == []
    assert await codes(fleet, "ec2") == await codes(fleet, "cloudwatch") == {None}


@pytest.mark.parametrize("kind", [FaultKind.LATE_POINTS, FaultKind.DUPLICATE_POINTS, FaultKind.NAN_POINTS])
async def test_fails_nobody_when_points_are_odd(fleet: CollectedFleet, kind: FaultKind) -> None:
    """Late, doubled or nonsensical points are no failure, and no figure is ever more than a percentage or negative."""
    fleet.strike(kind, Service.CLOUDWATCH)
    for _ in range(2):
        fleet.pass_seconds(120)
        assert await fleet.cycle_async() == []
    shown = [worker["telemetry"]["cpu_percent"] for worker in await fleet.workers_async()]
    assert all(figure is None or 0 <= figure <= 100 for figure in shown)
    if kind is FaultKind.DUPLICATE_POINTS:
        assert None not in shown
