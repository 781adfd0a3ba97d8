"""LoginLimit: how often credentials are shown to one controller."""

from collections import deque

from application.clock import Clock

LOGINS_PER_HOUR = 3
HOUR_SECONDS = 3600.0
AFTER_A_REFUSAL_SECONDS = HOUR_SECONDS / LOGINS_PER_HOUR


class LoginLimit:
    """Three logins in any hour; after a refusal twenty minutes until the next: wrong credentials lock accounts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._logins: deque[float] = deque(maxlen=LOGINS_PER_HOUR)
        self._refused_until = 0.0

    def seconds_left(self) -> float:
        """How long to wait until the next login; 0 = now."""
        now = self._clock.monotonic_seconds()
        full = len(self._logins) == LOGINS_PER_HOUR
        next_of_hour = self._logins[0] + HOUR_SECONDS if full else 0.0
        return max(next_of_hour - now, self._refused_until - now, 0.0)

    def count(self, *, refused: bool) -> None:
        """Note that the controller judged the credentials."""
        now = self._clock.monotonic_seconds()
        self._logins.append(now)
        if refused:
            self._refused_until = now + AFTER_A_REFUSAL_SECONDS
