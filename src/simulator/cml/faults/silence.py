"""A connection on which nothing is ever said."""

import asyncio


class Silence(asyncio.Protocol):
    """Takes whatever comes, and belongs to the open ones until the other side gives up."""

    def __init__(self, open_ones: set[asyncio.BaseTransport]) -> None:
        self._open_ones = open_ones
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to say nothing."""
        self._transport = transport
        self._open_ones.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's own signature
        """Forget the connection."""
        if self._transport is not None:
            self._open_ones.discard(self._transport)
