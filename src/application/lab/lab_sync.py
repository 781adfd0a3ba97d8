"""LabSync: the labs of one worker read now; whoever asks for the same meanwhile has the same answer."""

from application.single_flight import SingleFlight
from application.telemetry.worker_refresh import WorkerRefresh, WorkerRefreshed
from domain.telemetry.metrics_source import MetricsSource


class LabSync:
    """Load, CML lab step, commit: one set of calls at a time for each worker."""

    def __init__(self, refresh: WorkerRefresh) -> None:
        self._refresh = refresh
        self._syncs: SingleFlight[str, WorkerRefreshed] = SingleFlight()

    async def sync_async(self, worker_id: str) -> WorkerRefreshed:
        """Read a worker's labs, or wait for who reads them already. Raises as WorkerRefresh does."""
        return await self._syncs.fly_async(worker_id, lambda: self.sync_anew_async(worker_id))

    async def sync_anew_async(self, worker_id: str) -> WorkerRefreshed:
        """Read a worker's labs as they are from now on: what is being read may be from before."""
        worker = await self._refresh.load_async(worker_id)
        return await self._refresh.refresh_async(worker, [MetricsSource.LABS])
