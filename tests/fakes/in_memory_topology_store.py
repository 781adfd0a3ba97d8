"""Topologies that wait for their import, in a dictionary."""

from datetime import datetime


class InMemoryTopologyStore:
    """Nothing expires by itself; a test takes it away."""

    def __init__(self) -> None:
        self.topologies: dict[str, str] = {}

    async def put_async(self, topology_id: str, topology: str, expires_at: datetime) -> None:  # see above
        """Keep it."""
        self.topologies[topology_id] = topology

    async def get_async(self, topology_id: str) -> str | None:
        """Return it."""
        return self.topologies.get(topology_id)

    async def remove_async(self, topology_id: str) -> None:
        """Forget it."""
        self.topologies.pop(topology_id, None)
