"""What readers bring is put together by worker, and handed out when it is enough."""

import asyncio
from collections.abc import Sequence

import pytest

from application.telemetry.arrivals import WORKERS_PER_BATCH, Arrivals
from application.telemetry.delivery import WORKERS_PER_PART, Delivery
from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.metrics_source import AWS_SOURCES, MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.cml_worker import CMLWorker
from fakes.fake_clock import NOON
from fakes.readings import cloudwatch_reading, imported_worker

LONG_SECONDS = 60.0
WORKERS = [imported_worker(number) for number in range(1, WORKERS_PER_BATCH + 51)]
EC2, CLOUDWATCH = AWS_SOURCES


def arriving(
    workers: Sequence[CMLWorker] = WORKERS, straggler_seconds: float = LONG_SECONDS
) -> tuple[Arrivals, Delivery, Delivery]:
    """Arrivals of two readers, and the delivery of each."""
    unread = FleetRefresh(threshold=TelemetryThreshold(), read_at=NOON)
    arrivals = Arrivals(unread.unread(), workers, len(AWS_SOURCES), len(AWS_SOURCES), straggler_seconds)
    ec2, cloudwatch = (Delivery(source, unread.unread(), workers, arrivals) for source in AWS_SOURCES)
    return arrivals, ec2, cloudwatch


async def batch_of(arrivals: Arrivals) -> list[str]:
    """The workers of the next batch, which is there already; [] when there is none."""
    async with asyncio.timeout(1):
        batch = await arrivals.next_batch_async()
    return [] if batch is None else list(batch.workers)


def ids(workers: Sequence[CMLWorker]) -> list[str]:
    """Their ids."""
    return [worker.aggregate_id for worker in workers]


async def test_complete_workers_are_a_batch_when_they_are_enough() -> None:
    """Those of whom a source is missing wait for it; the last batch tells how it went."""
    arrivals, ec2, cloudwatch = arriving()
    enough, few = WORKERS[:WORKERS_PER_BATCH], WORKERS[WORKERS_PER_BATCH:]
    ec2.hand_over(WORKERS)
    cloudwatch.hand_over(enough)
    assert await batch_of(arrivals) == ids(enough)
    ec2.end()
    cloudwatch.end()
    assert await batch_of(arrivals) == ids(few)
    assert await batch_of(arrivals) == []


async def test_few_complete_workers_wait_when_others_are_expected() -> None:
    """A commit for each of them would cost more than it is worth."""
    arrivals, ec2, cloudwatch = arriving()
    for delivery in (ec2, cloudwatch):
        delivery.hand_over(WORKERS[: WORKERS_PER_BATCH - 1])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await arrivals.next_batch_async()


async def test_all_there_is_is_a_batch_when_nothing_more_comes() -> None:
    """Also who is not complete: who hangs does not hold up the news."""
    arrivals, ec2, cloudwatch = arriving(straggler_seconds=0.01)
    ec2.hand_over(WORKERS[:2])
    assert await batch_of(arrivals) == ids(WORKERS[:2])
    cloudwatch.hand_over(WORKERS[:1])
    assert await batch_of(arrivals) == ids(WORKERS[:1])


async def test_all_there_is_is_a_batch_when_those_missing_are_late() -> None:
    """Nobody waits for them: they come in batches of their own."""
    workers = WORKERS[:3]
    arrivals, ec2, cloudwatch = arriving(workers)
    ec2.end()
    cloudwatch.hand_over(workers[:2])
    for _ in range(2):
        cloudwatch.expect_late_alone()
    assert await batch_of(arrivals) == ids(workers)
    cloudwatch.end()
    assert await batch_of(arrivals) == ids(workers[2:])
    assert await batch_of(arrivals) == []


async def test_reader_of_single_workers_hands_over_a_hundred() -> None:
    """What it knows of others meanwhile stays with it until they are read."""
    arrivals, _, cloudwatch = arriving(WORKERS[: WORKERS_PER_PART + 1], straggler_seconds=0.01)
    *read, unread = WORKERS[: WORKERS_PER_PART + 1]
    cloudwatch.refresh.endpoints[unread.aggregate_id] = "https://192.0.2.1"
    for number, worker in enumerate(read, start=1):
        cloudwatch.refresh.cloudwatch[worker.aggregate_id] = cloudwatch_reading(number)
        cloudwatch.note_read(worker)
    batch = await arrivals.next_batch_async()
    assert batch is not None
    assert list(batch.cloudwatch) == list(batch.workers) == ids(read)
    assert batch.answered == {CLOUDWATCH: set(ids(read))}
    assert batch.endpoints == {}
    assert cloudwatch.refresh.endpoints == {unread.aggregate_id: "https://192.0.2.1"}
    assert ids(cloudwatch.outstanding(WORKERS)) == [unread.aggregate_id]


async def test_failures_are_counted_when_they_were_handed_over() -> None:
    """Those that were, and those that are still to come."""
    _, ec2, _ = arriving()
    failure = SourceFailure(source=MetricsSource.EC2, code="unreachable", message="no answer", at=NOON)
    for worker in WORKERS[:3]:
        ec2.refresh.fail([worker], failure)
    ec2.hand_over(WORKERS[:2])
    assert ec2.failed == 3
    ec2.end()
    assert ec2.failed == 3


async def test_nothing_is_handed_out_when_nobody_reads() -> None:
    """A fleet without workers, or a refresh without sources."""
    unread = FleetRefresh(threshold=TelemetryThreshold(), read_at=NOON)
    assert await Arrivals(unread, [], 2, 0, LONG_SECONDS).next_batch_async() is None
