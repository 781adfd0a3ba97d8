"""Arrivals: what the readers bring of each worker, put together and handed out in batches."""

import asyncio
from collections.abc import Iterable

from application.telemetry.fleet_refresh import FleetRefresh
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_BATCH = 250
"""So many are worth a commit of their own."""


class Arrivals:
    """A worker is complete when every reader has brought it. Enough complete ones are a batch.

    The rest is a batch when nobody is expected any more, or when nothing came for `straggler_seconds`: who hangs does
    not hold up the news of the others. A reader is expected until it is done, or says that only those are missing who
    are late anyway.
    """

    def __init__(
        self, gathered: FleetRefresh, workers: Iterable[CMLWorker], sources: int, readers: int, straggler_seconds: float
    ) -> None:
        self._gathered = gathered
        self._awaited = dict.fromkeys((worker.aggregate_id for worker in workers), sources)
        self._complete: list[str] = []
        self._expected = readers
        self._running = readers
        self._straggler_seconds = straggler_seconds
        self._is_silent = False
        self._news = asyncio.Event()

    def bring(self, part: FleetRefresh) -> None:
        """Bring what one source says of some workers."""
        self._gathered.join(part)
        for worker_id in part.workers:
            self._awaited[worker_id] -= 1
            if not self._awaited[worker_id]:
                self._complete.append(worker_id)
        self._news.set()

    def expect_one_less(self) -> None:
        """A reader is done, or waits for late ones alone: told once by each."""
        self._expected -= 1
        self._news.set()

    def end_one(self) -> None:
        """A reader will bring nothing more."""
        self._running -= 1
        self._news.set()

    async def next_batch_async(self) -> FleetRefresh | None:
        """Wait for the next batch; None when all readers are done and all was handed out."""
        while (batch := self._due()) is None and self._running:
            await self._wait_for_news()
        return batch

    async def _wait_for_news(self) -> None:
        """Wait for something to be brought, but not for ever where something could be handed out."""
        self._news.clear()
        try:
            async with asyncio.timeout(None if self._gathered.is_empty else self._straggler_seconds):
                await self._news.wait()
        except TimeoutError:
            self._is_silent = True

    def _due(self) -> FleetRefresh | None:
        if (self._is_silent or self._expected == 0) and not self._gathered.is_empty:
            batch, self._gathered, self._complete = self._gathered, self._gathered.unread(), []
            self._is_silent = False
            return batch
        if len(self._complete) >= WORKERS_PER_BATCH:
            complete, self._complete = self._complete, []
            return self._gathered.take(complete)
        return None
