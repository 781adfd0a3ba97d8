"""Arrivals: what the readers bring of each worker, put together and handed out in batches."""

import asyncio
from collections.abc import Iterable, Sequence

from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_PART = 100
"""So many are handed over at once by a reader that reads them one by one."""
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


class Delivery:
    """What one reader has read of its workers, and how it brings that: each worker once, with all there is of it."""

    def __init__(
        self, source: MetricsSource, refresh: FleetRefresh, workers: Iterable[CMLWorker], arrivals: Arrivals
    ) -> None:
        self.refresh = refresh
        self.refresh.workers = {worker.aggregate_id: worker for worker in workers}
        self.source = source
        self._arrivals = arrivals
        self._read: list[CMLWorker] = []
        self._failed = 0
        self._expected = True

    @property
    def failed(self) -> int:
        """How many workers could not be read so far."""
        return self._failed + self.refresh.errors_count

    def outstanding(self, workers: Sequence[CMLWorker]) -> list[CMLWorker]:
        """Those of `workers` that were not handed over yet."""
        return [worker for worker in workers if worker.aggregate_id in self.refresh.workers]

    def note_read(self, worker: CMLWorker) -> None:
        """Hand this one over with the next hundred."""
        self._read.append(worker)
        if len(self._read) >= WORKERS_PER_PART:
            self.hand_over_read()

    def hand_over_read(self) -> None:
        """Hand over who was noted since the last time."""
        read, self._read = self._read, []
        self.hand_over(read)

    def hand_over(self, workers: Iterable[CMLWorker]) -> None:
        """Bring what is known of these workers; nothing more will be read of them."""
        self._bring(self.refresh.take([worker.aggregate_id for worker in workers]))

    def expect_late_alone(self) -> None:
        """Whoever is missing is late: nobody is to wait for them."""
        if self._expected:
            self._expected = False
            self._arrivals.expect_one_less()

    def end(self) -> None:
        """Bring the rest, and how it went."""
        rest, self.refresh = self.refresh, self.refresh.unread()
        self._bring(rest)
        self.expect_late_alone()
        self._arrivals.end_one()

    def _bring(self, part: FleetRefresh) -> None:
        if part.is_empty:
            return
        part.answered = {self.source: set(part.workers)}
        self._failed += part.errors_count
        self._arrivals.bring(part)
