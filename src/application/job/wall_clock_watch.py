"""WallClockWatch: notices that somebody moved the wall clock."""

from application.clock import Clock

MOVED_SECONDS = 2.0


class WallClockWatch:
    """Compares the wall clock with the monotonic one, which nobody can move."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._distance_seconds = self._distance()

    def has_moved(self) -> bool:
        """Whether it was moved by more than two seconds since the last look."""
        before, self._distance_seconds = self._distance_seconds, self._distance()
        return abs(self._distance_seconds - before) > MOVED_SECONDS

    def _distance(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic_seconds()
