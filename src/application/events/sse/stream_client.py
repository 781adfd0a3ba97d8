"""StreamClient: one connected client, how its socket does and what it was sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from application.clock import Clock
from application.events.sse.delivery import Delivery
from application.events.sse.stream_terms import Listener, StreamTerms


class Listening(Protocol):
    """A subscription as the one connection sees it that it is told over.

    `cursor` is the sequence up to which it was told; it `is_waiting` when it has been told all there is.
    """

    id: str
    terms: StreamTerms
    listener: Listener
    delivery: Delivery
    cursor: int
    events_sent: int
    coalesced: int

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for news."""

    def end(self, reason: str) -> None:
        """Say farewell as soon as the socket takes it."""


class StreamClient:
    """Whoever writes to a client marks when a write begins and when the socket has taken it.

    `since` is when it came; at the monotonic time `ends_at` it has been connected for long enough.
    """

    __slots__ = ("_clock", "_give_up", "_sending_since", "bytes_sent", "ends_at", "since", "subscription")

    def __init__(self, subscription: Listening, clock: Clock, ends_at: float, give_up: Callable[[], None]) -> None:
        self.subscription = subscription
        self.since: datetime = clock.now()
        self.ends_at = ends_at
        self.bytes_sent = 0
        self._clock = clock
        self._give_up: Callable[[], None] | None = give_up
        self._sending_since: float | None = None

    def begin(self) -> None:
        """A write begins."""
        self._sending_since = self._clock.monotonic_seconds()

    def end(self, size_bytes: int = 0) -> None:
        """The write of so many bytes was taken."""
        self._sending_since = None
        self.bytes_sent += size_bytes

    def is_stalled(self, seconds: float) -> bool:
        """Whether a write has not been taken for that long, and nothing was done about it."""
        if self._sending_since is None or self._give_up is None:
            return False
        return self._clock.monotonic_seconds() - self._sending_since >= seconds

    def cut(self) -> None:
        """Give the client up, once."""
        give_up, self._give_up = self._give_up, None
        if give_up is not None:
            give_up()
