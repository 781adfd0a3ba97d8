"""SendWatch: how long a client's socket has been refusing."""

from collections.abc import Callable

from application.clock import Clock


class SendWatch:
    """Whoever writes to a client marks when a write begins and when the socket has taken it."""

    __slots__ = ("_clock", "_give_up", "_sending_since")

    def __init__(self, clock: Clock, give_up: Callable[[], None]) -> None:
        self._clock = clock
        self._give_up: Callable[[], None] | None = give_up
        self._sending_since: float | None = None

    def begin(self) -> None:
        """A write begins."""
        self._sending_since = self._clock.monotonic_seconds()

    def end(self) -> None:
        """The write was taken."""
        self._sending_since = None

    def is_stalled(self, timeout_seconds: float) -> bool:
        """Whether a write has not been taken for that long, and nothing was done about it."""
        if self._sending_since is None or self._give_up is None:
            return False
        return self._clock.monotonic_seconds() - self._sending_since >= timeout_seconds

    def cut(self) -> None:
        """Give the client up, once."""
        give_up, self._give_up = self._give_up, None
        if give_up is not None:
            give_up()
