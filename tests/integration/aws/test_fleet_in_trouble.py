"""What becomes of workers when AWS is in trouble: it shows, it harms nothing that is known, and it passes."""

import pytest

from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus
from simulator.aws.call import Service
from simulator.faults.fault import FaultKind
from support.waiting import until
from support.watched_fleet import WatchedFleet

FAILING, RECOVERED = "worker.source.failing", "worker.source.recovered"
OF_SERVICE = {Service.EC2: MetricsSource.EC2, Service.CLOUDWATCH: MetricsSource.CLOUDWATCH}
READ = {Service.EC2: "DescribeInstanceStatus", Service.CLOUDWATCH: "GetMetricData"}
CODES = {
    FaultKind.ERROR_500: "unreachable",
    FaultKind.ERROR_503: "unreachable",
    FaultKind.RESET: "unreachable",
    FaultKind.GARBAGE: "invalid_reply",
    FaultKind.TRUNCATED: "invalid_reply",
    FaultKind.WRONG_TYPES: "invalid_reply",
}


def told_to_all(fleet: WatchedFleet, what: str) -> list[tuple[str, str]]:
    """One event for each worker."""
    return sorted((worker.state.instance_id, what) for worker in fleet.workers)


def codes(fleet: WatchedFleet, source: MetricsSource) -> set[str | None]:
    """Why the source cannot be read, for each worker."""
    failing = (worker.state.failing.get(source) for worker in fleet.workers)
    return {why.code if why else None for why in failing}


@pytest.mark.parametrize("service", list(Service))
async def test_asks_seldom_when_throttled_for_two_minutes(fleet: WatchedFleet, service: Service) -> None:
    """While AWS wants fewer calls it is asked once in five seconds; all hear of it once, and of the end once."""
    fleet.strike(FaultKind.THROTTLE, service, seconds=120)
    before = fleet.calls(READ[service])
    told = []
    for _ in range(120):
        await fleet.refresh_async()
        told += fleet.told()
        fleet.clock.pass_seconds(1)
    assert told == told_to_all(fleet, FAILING)
    assert codes(fleet, OF_SERVICE[service]) == {"throttled"}
    assert 20 <= fleet.calls(READ[service]) - before <= 25
    fleet.clock.pass_seconds(5)
    await fleet.refresh_async()
    assert fleet.told() == told_to_all(fleet, RECOVERED)
    assert {worker.state.status for worker in fleet.workers} == {WorkerStatus.RUNNING}


@pytest.mark.parametrize("service", list(Service))
async def test_keeps_what_it_knows_when_replies_are_bad(fleet: WatchedFleet, service: Service) -> None:
    """Errors, resets, and replies that are cut short or nonsense fail in words; the rest of the picture stays."""
    source = OF_SERVICE[service]
    before = [(worker.state.status, worker.state.telemetry) for worker in fleet.workers]
    for kind, code in CODES.items():
        fleet.strike(kind, service)
        for _ in range(2):
            fleet.clock.pass_seconds(61)
            await fleet.refresh_async([source])
        assert fleet.told() == told_to_all(fleet, FAILING), kind
        assert codes(fleet, source) == {code}, kind
        assert [(worker.state.status, worker.state.telemetry) for worker in fleet.workers] == before, kind
        fleet.lift()
        await fleet.refresh_async([source])
        assert fleet.told() == told_to_all(fleet, RECOVERED), kind
        before = [(worker.state.status, worker.state.telemetry) for worker in fleet.workers]


async def test_recovers_when_connections_were_refused(fleet: WatchedFleet) -> None:
    """An endpoint that refuses connections is unreachable, and read again as soon as somebody listens."""
    await fleet.server.leave(60)
    await fleet.refresh_async()
    assert codes(fleet, MetricsSource.EC2) == codes(fleet, MetricsSource.CLOUDWATCH) == {"unreachable"}
    assert len(fleet.told()) == 2 * len(fleet.workers)
    await fleet.server.leave(0)

    async def well() -> bool:
        await fleet.refresh_async()
        return codes(fleet, MetricsSource.EC2) == codes(fleet, MetricsSource.CLOUDWATCH) == {None}

    await until(well, "the fleet is read again")
    assert {what for _, what in fleet.told()} == {RECOVERED}


async def test_reads_on_when_replies_have_14_megabytes(fleet: WatchedFleet) -> None:
    """Bodies far larger than any AWS sends are read to their end, and what they say counts."""
    for service in Service:
        fleet.strike(FaultKind.HUGE, service)
    fleet.aws.stop(fleet.aws.all()[:1])
    await fleet.refresh_async()
    assert [worker.state.status for worker in fleet.workers].count(WorkerStatus.STOPPED) == 1
    assert codes(fleet, MetricsSource.EC2) == codes(fleet, MetricsSource.CLOUDWATCH) == {None}


async def test_reads_everybody_when_pages_are_small(fleet: WatchedFleet) -> None:
    """Pages that hold less than was asked for lose nobody."""
    fleet.strike(FaultKind.PARTIAL_PAGE)
    fleet.aws.stop(fleet.aws.all())
    await fleet.refresh_async()
    assert {worker.state.status for worker in fleet.workers} == {WorkerStatus.STOPPED}
