"""Interruptions: how often the connection to the server has broken."""

from pymongo.monitoring import (
    ConnectionCheckedInEvent,
    ConnectionCheckedOutEvent,
    ConnectionCheckOutFailedEvent,
    ConnectionCheckOutStartedEvent,
    ConnectionClosedEvent,
    ConnectionCreatedEvent,
    ConnectionPoolListener,
    ConnectionReadyEvent,
    PoolClearedEvent,
    PoolClosedEvent,
    PoolCreatedEvent,
    PoolReadyEvent,
)


class Interruptions(ConnectionPoolListener):
    """Counts how often the driver gave up the connections of a server (CMAP, "pool cleared").

    A call that waits until the server is back notices nothing; only this tells that it was away.
    """

    def __init__(self) -> None:
        self.count = 0

    def pool_cleared(self, event: PoolClearedEvent) -> None:  # noqa: ARG002  # that it happened is all
        """Count."""
        self.count += 1

    def pool_created(self, event: PoolCreatedEvent) -> None:
        """Not of interest."""

    def pool_ready(self, event: PoolReadyEvent) -> None:
        """Not of interest."""

    def pool_closed(self, event: PoolClosedEvent) -> None:
        """Not of interest."""

    def connection_created(self, event: ConnectionCreatedEvent) -> None:
        """Not of interest."""

    def connection_ready(self, event: ConnectionReadyEvent) -> None:
        """Not of interest."""

    def connection_closed(self, event: ConnectionClosedEvent) -> None:
        """Not of interest."""

    def connection_check_out_started(self, event: ConnectionCheckOutStartedEvent) -> None:
        """Not of interest."""

    def connection_check_out_failed(self, event: ConnectionCheckOutFailedEvent) -> None:
        """Not of interest."""

    def connection_checked_out(self, event: ConnectionCheckedOutEvent) -> None:
        """Not of interest."""

    def connection_checked_in(self, event: ConnectionCheckedInEvent) -> None:
        """Not of interest."""
