"""Arrivals: what the readers bring, in batches."""

import asyncio

from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.metrics_source import MetricsSource


class Arrivals:
    """A batch is what came until nobody is expected any more, or until `straggler_seconds` after its first part.

    A reader is expected until it is done, or says that only those are missing who are late anyway.
    """

    def __init__(self, readers: int, straggler_seconds: float) -> None:
        self._expected = readers
        self._running = readers
        self._straggler_seconds = straggler_seconds
        self._parts: list[FleetRefresh] = []
        self._news = asyncio.Event()
        self._nobody_expected = asyncio.Event()

    def bring(self, part: FleetRefresh) -> None:
        """Bring something to the batch that is being gathered."""
        self._parts.append(part)
        self._news.set()

    def expect_one_less(self) -> None:
        """A reader is done, or waits for late ones alone: told once by each."""
        self._expected -= 1
        if self._expected == 0:
            self._nobody_expected.set()

    def end_one(self) -> None:
        """A reader will bring nothing more."""
        self._running -= 1
        self._news.set()

    async def next_batch_async(self) -> list[FleetRefresh]:
        """Wait for the next batch; empty when all readers are done and all was handed out."""
        while not self._parts and self._running:
            self._news.clear()
            await self._news.wait()
        if self._running:
            await self._wait_for_others()
        batch, self._parts = self._parts, []
        return batch

    async def _wait_for_others(self) -> None:
        try:
            async with asyncio.timeout(self._straggler_seconds):
                await self._nobody_expected.wait()
        except TimeoutError:
            return


class Delivery:
    """How one reader brings its parts: early ones while it waits for late workers, and the last."""

    def __init__(self, source: MetricsSource, arrivals: Arrivals) -> None:
        self._source = source
        self._arrivals = arrivals
        self._expected = True

    def take_early(self, part: FleetRefresh) -> None:
        """Bring what is known of those who are not late."""
        part.answered = {self._source: set(part.workers)}
        self._arrivals.bring(part)
        if self._expected:
            self._expected = False
            self._arrivals.expect_one_less()

    def take_last(self, part: FleetRefresh) -> None:
        """Bring the rest."""
        self.take_early(part)
        self._arrivals.end_one()
