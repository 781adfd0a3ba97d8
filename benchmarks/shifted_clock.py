"""A clock that can be moved on, so that each cycle finds new figures in CloudWatch."""

from datetime import datetime, timedelta

from application.clock import Clock

BEHIND = timedelta(hours=12)
PERIOD = timedelta(minutes=5)


class ShiftedClock(Clock):
    """Begins twelve hours ago: for all that time the simulator has figures."""

    def __init__(self) -> None:
        self._behind = BEHIND

    def now(self) -> datetime:
        """Return the shifted time."""
        return super().now() - self._behind

    def move_on(self) -> None:
        """Let one period of CloudWatch go by."""
        self._behind -= PERIOD
