"""The way that is not gone: each worker read and saved for itself, ten at a time, by the same adapters."""

import asyncio

from application.telemetry.fleet_refresh import FleetRefresh
from benchmarks.fleet import Fleet
from benchmarks.measuring.cost import Cost, cost
from domain.telemetry.metrics_source import AWS_SOURCES

AT_ONCE = 10


async def one_by_one_async(fleet: Fleet) -> Cost:
    """Load, gather, apply, commit and add to the history, per worker. Commits that wait together are one entry."""
    ids = [worker.aggregate_id for worker in await fleet.active.load_async()]
    slots = asyncio.Semaphore(AT_ONCE)

    async def refresh(worker_id: str) -> None:
        async with slots:
            workers = list(await fleet.workers.get_many_async([worker_id]))

            async def save(batch: FleetRefresh) -> None:
                await fleet.workers.update_many_async(list(batch.workers.values()), batch.apply_to)

            await fleet.metrics.refresh_async(workers, AWS_SOURCES, save)

    with cost() as measured:
        async with asyncio.TaskGroup() as tasks:
            for worker_id in ids:
                tasks.create_task(refresh(worker_id))
    return measured
