"""LabStops: stops whatever labs run on a worker."""

from application.clock import Clock
from application.lab.lab_errors import LabBusyError, WorkerNotRunningError
from application.lab.lab_places import LabPlaces
from application.ports.cml_client import CMLClient, CMLHost
from domain.cml.lab_state import LabState

LOOK_AGAIN_SECONDS = 1.0
SETTLED_AFTER_SECONDS = 300.0


class LabStops:
    """Looks at the controller as it is: labs that are stopped are not touched, so a repetition is harmless."""

    def __init__(self, client: CMLClient, places: LabPlaces, clock: Clock) -> None:
        self._client = client
        self._places = places
        self._clock = clock

    async def running_async(self, worker_id: str) -> list[str]:
        """Return the ids of the labs that run; none where the instance does not."""
        try:
            host = self._places.host_of(worker_id)
        except WorkerNotRunningError:
            return []
        return await self._running_on(host)

    async def stop_async(self, worker_id: str) -> None:
        """Stop them all, and wait until the controller shows none that runs. LabBusyError, errors of the port."""
        ends = self._clock.monotonic_seconds() + SETTLED_AFTER_SECONDS
        while running := await self.running_async(worker_id):
            if self._clock.monotonic_seconds() >= ends:
                raise LabBusyError(f"{len(running)} labs still run after {SETTLED_AFTER_SECONDS:g} s")
            host = self._places.host_of(worker_id)
            for lab_id in running:
                await self._client.stop_lab_async(host, lab_id)
            await self._clock.wait_async(LOOK_AGAIN_SECONDS)

    async def _running_on(self, host: CMLHost) -> list[str]:
        reading = await self._client.read_labs_async(host, {})
        running = {lab.lab_id for lab in reading.labs.values() if lab.state is LabState.STARTED}
        for lab_id in reading.unread:
            if await self._client.read_lab_state_async(host, lab_id) is LabState.STARTED:
                running.add(lab_id)
        return sorted(running)
