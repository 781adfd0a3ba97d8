"""A clock that can be moved on, so that each cycle finds new figures in CloudWatch."""

from datetime import UTC, datetime, timedelta

from application.clock import Clock

BEHIND = timedelta(hours=12)
PERIOD = timedelta(minutes=5)
WITHIN_PERIOD = timedelta(minutes=2)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ShiftedClock(Clock):
    """Begins twelve hours ago: for all that time the simulator has figures."""

    def __init__(self) -> None:
        self._behind = BEHIND

    def now(self) -> datetime:
        """Return the shifted time."""
        return super().now() - self._behind

    def move_on(self) -> None:
        """Go on into the next period of CloudWatch, with some minutes left before it ends: nothing is new till then."""
        now = self.now()
        self._behind -= PERIOD - (now - EPOCH) % PERIOD + WITHIN_PERIOD
