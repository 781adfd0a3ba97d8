"""One cycle of the fleet: what it costs, and what it would cost at least."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from application.job.job_run import JobRun
from application.ports.cloudwatch_client import CloudWatchClient
from application.ports.ec2_client import EC2Client
from application.resolve import resolve
from benchmarks.bare_writes import BareWrites
from benchmarks.fleet import SCOPE, Fleet
from benchmarks.measuring.command_log import DatabaseCommand, in_words
from benchmarks.measuring.cost import Cost, cost
from benchmarks.measuring.loop_lag import loop_lag
from benchmarks.surroundings.simulator import CLOUDWATCH_SECONDS, EC2_SECONDS

CALLS_AT_ONCE = 4
NOBODYS_SLOT = datetime(2026, 1, 1, tzinfo=UTC)
UNSCHEDULED = JobRun(job="worker-metrics-collection", scheduled_for=NOBODYS_SLOT, started_at=NOBODYS_SLOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one cycle cost and did. The documents are not kept: the garbage collector would have to look at them."""

    cost: Cost
    worst_lag_seconds: float
    own_lag_seconds: float
    changed_count: int
    calls: Counter[str]
    round_trips: int
    round_trips_in_words: str
    bytes_written: int


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


async def run_cycle_async(fleet: Fleet) -> tuple[Cycle, Sequence[DatabaseCommand]]:
    """Let the job run: gather, apply, commit, record. Returns what it cost, and what was said to the database."""
    fleet.bench.commands.take()
    fleet.bench.simulator.count_from_zero()
    async with loop_lag() as lag:
        with cost() as measured:
            result = await fleet.collection_job.run_every(UNSCHEDULED)
    assert not result.errors_count, "a source failed"
    commands = fleet.bench.commands.take()
    cycle = Cycle(
        cost=measured,
        worst_lag_seconds=lag.worst_seconds,
        own_lag_seconds=lag.own_seconds,
        changed_count=result.workers_updated,
        calls=fleet.bench.simulator.calls(),
        round_trips=len(commands),
        round_trips_in_words=in_words(commands),
        bytes_written=sum(command.bytes_sent for command in commands if command.is_write),
    )
    return cycle, commands


async def run_with_floor_async(fleet: Fleet, bare: BareWrites) -> tuple[Cycle, Floor]:
    """Run a cycle, then measure the parts of its floor one after the other."""
    cycle, commands = await run_cycle_async(fleet)
    writes = await bare.repeat_async(commands)
    with_details = cycle.calls["DescribeInstances"] > 0
    parsing_seconds = await _parsing_seconds_async(fleet, with_details=with_details)
    return cycle, Floor(waits_of(cycle.calls), parsing_seconds, sum(writes))


def waits_of(calls: Counter[str]) -> float:
    """Add up the longest chain of calls: pages of EC2 follow each other, the rest goes four at a time."""
    details = ceil(calls["DescribeInstances"] / CALLS_AT_ONCE) + ceil(calls["DescribeImages"] / CALLS_AT_ONCE)
    ec2 = (calls["DescribeInstanceStatus"] + details) * EC2_SECONDS
    return max(ec2, ceil(calls["GetMetricData"] / CALLS_AT_ONCE) * CLOUDWATCH_SECONDS)


async def _parsing_seconds_async(fleet: Fleet, *, with_details: bool) -> float:
    """Make the same calls by the same adapters, but without latency: processor time is all they cost."""
    ec2 = resolve(fleet.app.services, EC2Client)  # type: ignore[type-abstract]  # registered by its port
    cloudwatch = resolve(fleet.app.services, CloudWatchClient)  # type: ignore[type-abstract]  # likewise
    ids = [worker.state.instance_id for worker in await fleet.active.load_async()]
    fleet.bench.simulator.answer_at_once()
    with cost() as measured:
        await ec2.read_statuses_async(SCOPE, ids)
        await cloudwatch.read_metrics_async(SCOPE, ids)
        if with_details:
            await ec2.read_instances_async(SCOPE, ids)
    fleet.bench.simulator.be_as_slow_as_aws()
    return measured.cpu_seconds
