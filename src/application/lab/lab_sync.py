"""LabSync: the labs of one worker read now; whoever asks for the same meanwhile has the same answer."""

import asyncio

from application.faults import result_or_error
from application.telemetry.worker_refresh import WorkerRefresh, WorkerRefreshed
from domain.telemetry.metrics_source import MetricsSource


class LabSync:
    """Load, CML lab step, commit: one set of calls at a time for each worker."""

    def __init__(self, refresh: WorkerRefresh) -> None:
        self._refresh = refresh
        self._running: dict[str, asyncio.Future[WorkerRefreshed]] = {}

    async def sync_async(self, worker_id: str) -> WorkerRefreshed:
        """Read a worker's labs, or wait for who reads them already. Raises as WorkerRefresh does."""
        while running := self._running.get(worker_id):
            await asyncio.wait([running])
            if not running.cancelled():
                return running.result()
        return await self._lead_async(worker_id)

    async def sync_anew_async(self, worker_id: str) -> WorkerRefreshed:
        """Read a worker's labs as they are from now on: what is being read may be from before."""
        worker = await self._refresh.load_async(worker_id)
        return await self._refresh.refresh_async(worker, [MetricsSource.LABS])

    async def _lead_async(self, worker_id: str) -> WorkerRefreshed:
        answer: asyncio.Future[WorkerRefreshed] = asyncio.get_running_loop().create_future()
        self._running[worker_id] = answer
        try:
            _settle(answer, await result_or_error(self.sync_anew_async(worker_id)))
        finally:
            del self._running[worker_id]
            answer.cancel()  # whoever waits takes over where this one was cut off
        return answer.result()


def _settle(answer: asyncio.Future[WorkerRefreshed], outcome: WorkerRefreshed | Exception) -> None:
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
