"""A token bucket: a burst that refills at a steady rate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """The most tokens a bucket holds and how many flow back each second."""

    burst: int
    per_second: float


class TokenBucket:
    """Begins full; times are seconds on any clock that goes forward."""

    def __init__(self, rate: Rate, now_second: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._filled_at = now_second

    def has(self, tokens: int, now_second: float) -> bool:
        """Tell whether that many tokens are there."""
        elapsed = max(now_second - self._filled_at, 0.0)
        self._tokens = min(self._tokens + elapsed * self._rate.per_second, float(self._rate.burst))
        self._filled_at = now_second
        return self._tokens >= tokens

    def take(self, tokens: int) -> None:
        """Take tokens that `has` said are there."""
        self._tokens -= tokens
