"""Time as the service sees it."""

import time
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


def rfc3339(moment: datetime) -> str:
    """Write an aware time as RFC 3339 in UTC with milliseconds and Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
