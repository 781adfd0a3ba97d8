"""Time as the service sees it."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime


class Clock:
    """The wall clock in aware UTC with millisecond precision, and a monotonic one for durations and deadlines."""

    def now(self) -> datetime:
        """The present, cut to the milliseconds that documents and CloudEvents keep."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def monotonic_seconds(self) -> float:
        """Seconds since some fixed point, never moved by anybody."""
        return time.monotonic()

    async def wait_async(self, seconds: float, woken: asyncio.Event | None = None) -> None:
        """Return when `seconds` have passed, or as soon as `woken` is set."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await (woken or asyncio.Event()).wait()


def rfc3339(moment: datetime) -> str:
    """Write an aware time as RFC 3339 in UTC with milliseconds and Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
