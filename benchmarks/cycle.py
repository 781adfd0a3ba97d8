"""One cycle of the fleet: what it costs, and what it would cost at least."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from application.ports.cloudwatch_client import CloudWatchClient
from application.ports.ec2_client import EC2Client
from application.resolve import resolve
from application.telemetry.worker_metrics_collection_job import ALL_SOURCES
from benchmarks.bare_writes import BareWrites
from benchmarks.fleet import SCOPE, Fleet
from benchmarks.measuring.command_log import DatabaseCommand
from benchmarks.measuring.cost import Cost, cost
from benchmarks.measuring.loop_lag import loop_lag
from benchmarks.surroundings.simulator import CLOUDWATCH_SECONDS, EC2_SECONDS

CALLS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle cost and did."""

    cost: Cost
    worst_lag_seconds: float
    own_lag_seconds: float
    changed_count: int
    calls: Counter[str]
    commands: Sequence[DatabaseCommand]

    @property
    def bytes_written(self) -> int:
        """How much was sent to the database as writes."""
        return sum(command.bytes_sent for command in self.commands if command.is_write)


@dataclass(frozen=True, slots=True)
class Floor:
    """What no way of doing the same could save."""

    waits_seconds: float
    parsing_seconds: float
    writes_seconds: float

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.waits_seconds + self.parsing_seconds + self.writes_seconds


async def run_cycle_async(fleet: Fleet) -> Cycle:
    """Do what the job does: gather, apply, commit."""
    fleet.bench.commands.take()
    fleet.bench.simulator.count_from_zero()
    async with loop_lag() as lag:
        with cost() as measured:
            workers = await fleet.workers.get_active_async()
            refresh = await fleet.metrics.refresh_async(workers, ALL_SOURCES)
            changed_count = sum(1 for worker in workers if worker.pending_events)
            await fleet.workers.update_many_async(workers, refresh.apply_to, refresh.announcements)
    assert not refresh.failures, "a source failed"
    calls, commands = fleet.bench.simulator.calls(), fleet.bench.commands.take()
    return Cycle(measured, lag.worst_seconds, lag.own_seconds, changed_count, calls, commands)


async def floor_of_async(cycle: Cycle, fleet: Fleet, bare: BareWrites) -> Floor:
    """Measure the parts of the floor one after the other."""
    writes = await bare.repeat_async(cycle.commands)
    with_details = cycle.calls["DescribeInstances"] > 0
    return Floor(waits_of(cycle.calls), await _parsing_seconds_async(fleet, with_details=with_details), sum(writes))


def waits_of(calls: Counter[str]) -> float:
    """Add up the longest chain of calls: pages of EC2 follow each other, the rest goes four at a time."""
    details = ceil(calls["DescribeInstances"] / CALLS_AT_ONCE) + ceil(calls["DescribeImages"] / CALLS_AT_ONCE)
    ec2 = (calls["DescribeInstanceStatus"] + details) * EC2_SECONDS
    return max(ec2, ceil(calls["GetMetricData"] / CALLS_AT_ONCE) * CLOUDWATCH_SECONDS)


async def _parsing_seconds_async(fleet: Fleet, *, with_details: bool) -> float:
    """Make the same calls by the same adapters, but without latency: processor time is all they cost."""
    ec2 = resolve(fleet.app.services, EC2Client)  # type: ignore[type-abstract]  # registered by its port
    cloudwatch = resolve(fleet.app.services, CloudWatchClient)  # type: ignore[type-abstract]  # likewise
    ids = [worker.state.instance_id for worker in await fleet.workers.get_active_async()]
    fleet.bench.simulator.answer_at_once()
    with cost() as measured:
        await ec2.read_statuses_async(SCOPE, ids)
        await cloudwatch.read_metrics_async(SCOPE, ids)
        if with_details:
            await ec2.read_instances_async(SCOPE, ids)
    fleet.bench.simulator.be_as_slow_as_aws()
    return measured.cpu_seconds
