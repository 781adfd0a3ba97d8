"""A clock moved by hand."""

import asyncio
from datetime import UTC, datetime, timedelta

from application.clock import Clock

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class FakeClock(Clock):
    """Stands at noon until it is moved; `set_by_seconds` is what somebody has set the wall clock by."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.set_by_seconds = 0.0

    def pass_seconds(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.seconds += seconds

    def now(self) -> datetime:
        """Noon, and what has passed since."""
        return NOON + timedelta(seconds=self.seconds + self.set_by_seconds)

    def monotonic_seconds(self) -> float:
        """What has passed since noon."""
        return self.seconds

    async def wait_async(self, seconds: float, woken: asyncio.Event | None = None) -> None:
        """Let the loop turn until somebody has let the seconds pass."""
        until = self.seconds + seconds
        while self.seconds < until and not (woken and woken.is_set()):  # noqa: ASYNC110  # two things may end it
            await asyncio.sleep(0)
