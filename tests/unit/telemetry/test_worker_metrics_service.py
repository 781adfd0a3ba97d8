"""Workers are refreshed per source, account and region, and nobody suffers from another's trouble."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import pytest
from structlog.testing import capture_logs

from application.ports.source_errors import (
    SourceReplyInvalidError,
    SourceThrottledError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from application.telemetry import arrivals, cloudwatch_reader, worker_metrics_service
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.metrics_source import AWS_SOURCES, MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, cloudwatch_reading, imported_worker, instance_id_of
from fakes.worker_steps import as_if_saved

ALL = AWS_SOURCES
EC2, CLOUDWATCH = MetricsSource.EC2, MetricsSource.CLOUDWATCH


def fleet() -> list[CMLWorker]:
    """Four workers, two in the east, two in the west."""
    return [imported_worker(number, scope) for number, scope in ((1, EAST), (3, WEST), (2, EAST), (4, WEST))]


async def refreshed(
    process: FakeProcess, workers: Sequence[CMLWorker], sources: Collection[MetricsSource] = ALL
) -> FleetRefresh:
    """Refresh them as the job does."""
    return await process.get(WorkerMetricsService).refresh_async(workers, sources, as_if_saved)


async def test_reads_each_region_once_when_all_is_well(world: FakeWorld, process: FakeProcess) -> None:
    """One call per operation and region, however the workers are mixed."""
    world.clock.pass_seconds(600)
    refresh = await refreshed(process, fleet())
    assert [(operation, scope) for operation, scope, _ in sorted(world.ec2.calls)] == [
        ("instances", WEST),
        ("instances", EAST),
        ("statuses", WEST),
        ("statuses", EAST),
    ]
    assert sorted(scope for scope, _ in world.cloudwatch.calls) == [WEST, EAST]
    assert refresh.errors_count == 0


async def test_nothing_is_read_when_there_is_nobody(world: FakeWorld, process: FakeProcess) -> None:
    """An empty fleet costs no call and announces nothing."""
    refresh = await refreshed(process, [])
    assert (world.ec2.calls, world.cloudwatch.calls, refresh.announcements) == ([], [], [])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceThrottledError("ask less", 30), "throttled"),
        (SourceUnauthorizedError("not allowed", "ec2:DescribeInstanceStatus"), "unauthorized"),
        (SourceUnreachableError("no answer"), "unreachable"),
        (SourceReplyInvalidError("garbage"), "invalid_reply"),
        (KeyError("a surprise"), "internal"),
    ],
)
async def test_others_are_read_when_one_source_fails_in_one_region(
    world: FakeWorld, process: FakeProcess, error: Exception, code: str
) -> None:
    """Every kind of failure is a typed failure of that region's workers, and of nobody and nothing else."""
    world.ec2.errors[EAST] = error
    world.cloudwatch.put(*(cloudwatch_reading(number) for number in (1, 2, 3, 4)))
    workers = fleet()
    refresh = await refreshed(process, workers)
    for worker in workers:
        failing = {source: why.code for source, why in worker.state.failing.items()}
        assert failing == ({EC2: code} if worker.state.scope == EAST else {})
        assert worker.state.telemetry.cpu_percent == 50.0
    assert refresh.errors_count == 2
    assert set(refresh.failures_of(workers[0].aggregate_id)) == {EC2}


async def test_worker_takes_nothing_when_it_has_left_the_fleet(process: FakeProcess) -> None:
    """A reading that comes after the removal is nobody's."""
    [worker] = workers = [imported_worker(1)]
    refresh = await refreshed(process, workers)
    worker.remove(refresh.read_at)
    worker.clear_pending_events()
    refresh.apply_to(worker)
    assert worker.pending_events == []


async def test_outcomes_tell_how_each_region_went(world: FakeWorld, process: FakeProcess) -> None:
    """Per source one announcement with an outcome per region: who was asked for, who failed, and why."""
    world.cloudwatch.errors[WEST] = SourceUnreachableError("no answer")
    world.ec2.forget(EAST, instance_id_of(2))
    refresh = await refreshed(process, fleet())
    told = {announced.source: announced.scopes for announced in refresh.heartbeats}
    ec2 = {outcome.region: outcome for outcome in told[EC2]}
    cloudwatch = {outcome.region: outcome for outcome in told[CLOUDWATCH]}
    assert (ec2[EAST.region].workers, ec2[EAST.region].failed, ec2[EAST.region].code) == (2, 1, None)
    assert ec2[EAST.region].as_of == world.clock.now()
    west = cloudwatch[WEST.region]
    assert (west.workers, west.failed, west.code, west.message, west.as_of) == (
        2,
        2,
        "unreachable",
        "no answer",
        None,
    )


async def test_region_rests_when_it_was_throttled(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody asks again before `retry_after` is over; the workers go on failing for the same reason."""
    world.ec2.errors[EAST] = SourceThrottledError("ask less", 30)
    await refreshed(process, fleet(), [EC2])
    world.ec2.errors.clear()
    calls = len(world.ec2.calls)
    world.clock.pass_seconds(29)
    workers = fleet()
    await refreshed(process, [worker for worker in workers if worker.state.scope == EAST], [EC2])
    assert len(world.ec2.calls) == calls
    assert workers[0].state.failing[EC2].code == "throttled"
    world.clock.pass_seconds(1)
    await refreshed(process, workers, [EC2])
    assert workers[0].state.failing == {}


async def test_trouble_is_logged_when_it_changes(world: FakeWorld, process: FakeProcess) -> None:
    """One line when a source begins to fail and one when it recovers, none per cycle."""
    with capture_logs() as lines:
        world.ec2.errors[EAST] = SourceUnreachableError("no answer")
        for _ in range(3):
            await refreshed(process, fleet(), [EC2])
        world.ec2.errors.clear()
        for _ in range(3):
            await refreshed(process, fleet(), [EC2])
    assert [line["event"] for line in lines] == ["source_failing", "source_recovered"]


async def test_others_have_their_turn_when_many_workers_are_applied(process: FakeProcess) -> None:
    """The event loop turns once for every hundred workers."""
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def turns_for(count: int) -> int:
        before = turns
        await refreshed(process, [imported_worker(number, EAST) for number in range(1, count + 1)], [EC2])
        return turns - before

    counting = asyncio.create_task(count_turns())
    assert 9 <= await turns_for(1051) - await turns_for(51) <= 11
    counting.cancel()


async def test_others_are_saved_when_one_region_takes_its_time(world: FakeWorld) -> None:
    """Who answers in time is a batch of its own; who is late comes in another, with a heartbeat of its own."""
    process = FakeProcess(world, refresh_straggler_seconds=0.01)
    world.ec2.holds[EAST] = asyncio.Event()
    batches: list[set[str]] = []

    async def save(batch: FleetRefresh) -> None:
        regions = {outcome.region for announced in batch.heartbeats for outcome in announced.scopes}
        batches.append(regions)
        assert {worker.state.region for worker in batch.workers.values()} == regions
        await as_if_saved(batch)
        world.ec2.holds[EAST].set()

    refresh = await process.get(WorkerMetricsService).refresh_async(fleet(), [EC2], save)
    assert batches == [{WEST.region}, {EAST.region}]
    assert len(refresh.workers) == len(refresh.ec2_statuses) == 4


async def test_who_is_complete_is_saved_when_others_are_still_read(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heartbeats come with the last batch, behind the news they speak of."""
    monkeypatch.setattr(arrivals, "WORKERS_PER_BATCH", 1)
    monkeypatch.setattr(cloudwatch_reader, "WORKERS_AT_A_TIME", 1)
    first, second = workers = [imported_worker(number, EAST) for number in (1, 2)]
    answers, is_saved, batches = world.cloudwatch.read_metrics_async, asyncio.Event(), list[FleetRefresh]()

    async def wait_for_the_first(scope: AwsScope, instance_ids: Collection[str]) -> Mapping[str, CloudWatchReading]:
        if second.state.instance_id in instance_ids:
            await is_saved.wait()
        return await answers(scope, instance_ids)

    async def save(batch: FleetRefresh) -> None:
        batches.append(batch)
        await as_if_saved(batch)
        is_saved.set()

    monkeypatch.setattr(world.cloudwatch, "read_metrics_async", wait_for_the_first)
    await process.get(WorkerMetricsService).refresh_async(workers, ALL, save)
    assert [list(batch.workers) for batch in batches] == [[first.aggregate_id], [second.aggregate_id]]
    assert [{told.source for told in batch.heartbeats} for batch in batches] == [set(), {EC2, CLOUDWATCH}]


async def test_batch_is_cut_when_it_is_large(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is of no single worker comes with the last part."""
    monkeypatch.setattr(worker_metrics_service, "WORKERS_PER_COMMIT", 2)
    parts: list[tuple[int, int]] = []

    async def save(batch: FleetRefresh) -> None:
        parts.append((len(batch.workers), len(batch.heartbeats)))
        await as_if_saved(batch)

    workers = [imported_worker(number, EAST) for number in range(1, 6)]
    whole = await process.get(WorkerMetricsService).refresh_async(workers, [EC2], save)
    assert parts == [(2, 0), (2, 0), (1, 1)]
    assert whole.workers.keys() == {worker.aggregate_id for worker in workers}


async def test_what_keeps_a_batch_from_being_saved_is_raised_as_itself(process: FakeProcess) -> None:
    """Whoever asked is told why, not that something went wrong in a group."""

    async def save(_: FleetRefresh) -> None:
        raise SourceUnreachableError("no database")

    with pytest.raises(SourceUnreachableError, match="no database"):
        await process.get(WorkerMetricsService).refresh_async(fleet(), ALL, save)


async def test_stale_worker_takes_nothing_more(world: FakeWorld) -> None:
    """What a commit could not save is reloaded when it is committed again: only there does it take what came later."""
    process = FakeProcess(world, refresh_straggler_seconds=0.01)
    world.ec2.holds[EAST] = asyncio.Event()
    world.cloudwatch.put(cloudwatch_reading(1))
    worker = imported_worker(1, EAST, status=WorkerStatus.RUNNING)
    world.ec2.change(EAST, instance_id_of(1), WorkerStatus.STOPPED)

    async def found_stale(_: FleetRefresh) -> None:
        world.ec2.holds[EAST].set()

    refresh = await process.get(WorkerMetricsService).refresh_async([worker], ALL, found_stale)
    assert [type(event).__name__ for event in worker.pending_events] == ["WorkerTelemetryUpdatedDomainEvent"]
    reloaded = imported_worker(1, EAST)
    refresh.apply_to(reloaded)
    assert reloaded.state.status is WorkerStatus.STOPPED
