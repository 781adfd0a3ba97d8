"""How long to wait before the next attempt to reconnect."""

import random
from collections.abc import Callable

LONGEST_SECONDS = 30.0
DEFAULT_FIRST_SECONDS = 1.0


class Backoff:
    """Doubles the pause with each failure, up to 30 s, and takes off up to half of it by chance.

    The chance keeps the clients of a server that went away from coming back all at once.
    """

    def __init__(self, draw: Callable[[], float] = random.random) -> None:
        self._draw = draw
        self._failures = 0
        self.first_seconds = DEFAULT_FIRST_SECONDS

    def succeeded(self) -> None:
        """Begin again with the shortest pause."""
        self._failures = 0

    def next_seconds(self, at_least: float = 0.0) -> float:
        """Return the pause after one more failure."""
        longest = min(LONGEST_SECONDS, self.first_seconds * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        return max(at_least, longest * (1 - self._draw() / 2))
