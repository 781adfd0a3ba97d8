"""LabPresent: how a lab is at this moment, as its controller says."""

from application.lab.lab_places import LabPlaces
from application.ports.cml_client import CMLClient
from domain.cml.lab_state import LabState


class LabPresent:
    """One call: what is in memory may be a cycle old, and some things are done only to a lab that stands still."""

    def __init__(self, client: CMLClient, places: LabPlaces) -> None:
        self._client = client
        self._places = places

    async def state_async(self, worker_id: str, lab_id: str) -> LabState:
        """Return its state; NotFoundError, WorkerNotRunningError, and the errors of the port."""
        self._places.lab(worker_id, lab_id)
        return await self._client.read_lab_state_async(self._places.host_of(worker_id), lab_id)

    async def topology_async(self, worker_id: str, lab_id: str) -> str:
        """Return its topology (YAML); raises likewise."""
        self._places.lab(worker_id, lab_id)
        return await self._client.download_topology_async(self._places.host_of(worker_id), lab_id)
