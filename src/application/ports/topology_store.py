"""The port to topologies that wait for their import."""

from datetime import datetime
from typing import Protocol


class TopologyStore(Protocol):
    """Keeps what is too large, and often too secret, for the event log. Raises SourceUnavailableError."""

    async def put_async(self, topology_id: str, topology: str, expires_at: datetime) -> None:
        """Keep a topology until it is removed or expires."""

    async def get_async(self, topology_id: str) -> str | None:
        """Return one; None when it is not kept any more."""

    async def remove_async(self, topology_id: str) -> None:
        """Keep one no longer."""
