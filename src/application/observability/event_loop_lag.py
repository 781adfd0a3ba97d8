"""EventLoopLag: how much later than asked the event loop wakes whoever sleeps."""

import asyncio

from opentelemetry.metrics import Meter

from application.clock import Clock
from application.hosting import BackgroundService

SAMPLE_SECONDS = 0.25
BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class EventLoopLag(BackgroundService):
    """Samples four times a second: who blocks the loop for longer than that is seen for certain."""

    def __init__(self, meter: Meter, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._lag = meter.create_histogram(
            "cml_fleet.event_loop.lag",
            "s",
            "How much later than asked the event loop woke a sleeper.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )

    async def run_async(self) -> None:
        """Sample until cancelled."""
        while True:
            asked_seconds = self._clock.monotonic_seconds()
            await asyncio.sleep(SAMPLE_SECONDS)
            self._lag.record(max(0.0, self._clock.monotonic_seconds() - asked_seconds - SAMPLE_SECONDS))
