"""Reads CloudWatch for the running workers of one scope."""

from collections.abc import Sequence

from application.clock import Clock
from application.ports.cloudwatch_client import CloudWatchClient
from application.telemetry.cloudwatch_guard import CloudWatchGuard
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.source_reader import SourceReader
from application.turns import in_turns
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus

WORKERS_PER_TURN = 2_000


class CloudWatchReader(SourceReader):
    """Only running workers are asked about, and only when the budget allows it: each question costs."""

    source = MetricsSource.CLOUDWATCH

    def __init__(self, client: CloudWatchClient, guard: CloudWatchGuard, clock: Clock) -> None:
        super().__init__(clock)
        self._client = client
        self._guard = guard

    def asks_about(self, worker: CMLWorker) -> bool:
        """Only of running ones."""
        return worker.state.status is WorkerStatus.RUNNING

    async def read_async(self, scope: AwsScope, workers: Sequence[CMLWorker], refresh: FleetRefresh) -> None:
        """Read the scope's workers; one that is held back is as fresh as it was when it was last read."""
        if self._guard.admits(scope, refresh):
            await super().read_async(scope, workers, refresh)

    def retry_refused(self, scope: AwsScope) -> None:
        """Ask again where the credentials were refused."""
        self._client.retry_refused(scope)

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], refresh: FleetRefresh) -> int:
        """Note the newest figures; a worker without any is no failure, its points come late."""
        readings = await self._client.read_metrics_async(scope, [worker.state.instance_id for worker in workers])
        async for worker in in_turns(workers, WORKERS_PER_TURN):
            refresh.cloudwatch[worker.aggregate_id] = readings.get(worker.state.instance_id)
        return 0
