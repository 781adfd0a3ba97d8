"""A token bucket per owner: a burst that flows back at a steady rate."""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil

from application.clock import Clock

MOST_OWNERS = 10_000
"""Beyond them the bucket that was longest unused is forgotten, which is full or nearly so."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request may pass, how many more may at once, and in how many seconds a token, and all, are back."""

    granted: bool
    remaining: int
    next_seconds: int
    full_seconds: int


class TokenBuckets:
    """Buckets begin full. Taking costs the same however many owners there are."""

    def __init__(self, per_second: float, burst: int, clock: Clock) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @property
    def policy(self) -> str:
        """The quota and the seconds in which it flows back, as RateLimit-Policy writes them."""
        return f"q={self._burst};w={ceil(self._burst / self._per_second)}"

    def take(self, owner: str) -> Allowance:
        """Take a token, if there is one."""
        now = self._clock.monotonic_seconds()
        tokens, filled_at = self._buckets.pop(owner, (float(self._burst), now))
        tokens = min(tokens + (now - filled_at) * self._per_second, self._burst)
        granted = tokens >= 1
        tokens -= granted
        self._buckets[owner] = tokens, now  # at the end: the longest unused one stands first
        if len(self._buckets) > MOST_OWNERS:
            self._buckets.popitem(last=False)
        return Allowance(granted, int(tokens), self._seconds(1 - tokens), self._seconds(self._burst - tokens))

    def _seconds(self, missing: float) -> int:
        return max(ceil(missing / self._per_second), 0)
