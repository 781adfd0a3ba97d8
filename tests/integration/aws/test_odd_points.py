"""CloudWatch's points as they should not come: late, twice, or without a value."""

from datetime import timedelta

from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import WorkerTelemetry
from simulator.aws.call import Service
from simulator.faults.fault import FaultKind
from support.watched_fleet import WatchedFleet

CLOUDWATCH = (MetricsSource.CLOUDWATCH,)


async def figures(fleet: WatchedFleet) -> list[WorkerTelemetry]:
    """Read CloudWatch; what is known of each worker then. Nobody fails."""
    await fleet.refresh_async(CLOUDWATCH)
    assert all(worker.state.failing == {} for worker in fleet.workers)
    return [worker.state.telemetry for worker in fleet.workers]


async def test_reads_the_newest_there_is_when_points_come_late(fleet: WatchedFleet) -> None:
    """Points ten minutes late are ten minutes old, and no failure; points that never come leave what is known."""
    first = await figures(fleet)
    fleet.clock.pass_seconds(3600)
    fleet.strike(FaultKind.LATE_POINTS, Service.CLOUDWATCH, amount=600)
    late = await figures(fleet)
    assert late != first
    ages = {fleet.clock.now() - each.taken_at for each in late if each.taken_at}
    assert all(timedelta(minutes=10) <= age <= timedelta(minutes=20) for age in ages)
    fleet.clock.pass_seconds(3600)
    fleet.strike(FaultKind.LATE_POINTS, Service.CLOUDWATCH, amount=7200)
    assert await figures(fleet) == late


async def test_reads_the_same_when_points_come_twice(fleet: WatchedFleet) -> None:
    """A point that is told twice counts once, also where sums become rates."""
    fleet.clock.pass_seconds(3600)
    fleet.strike(FaultKind.DUPLICATE_POINTS, Service.CLOUDWATCH)
    doubled = await figures(fleet)
    fleet.lift()
    assert await figures(fleet) == doubled


async def test_keeps_the_last_figures_when_values_are_no_numbers(fleet: WatchedFleet) -> None:
    """NaN is no figure and no failure."""
    before = await figures(fleet)
    fleet.clock.pass_seconds(3600)
    fleet.strike(FaultKind.NAN_POINTS, Service.CLOUDWATCH)
    assert await figures(fleet) == before
