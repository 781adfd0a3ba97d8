"""Reads CloudWatch for the running workers of one scope."""

from collections.abc import Sequence

from application.clock import Clock
from application.pieces import pieces_of
from application.ports.cloudwatch_client import CloudWatchClient
from application.telemetry.cloudwatch_guard import CloudWatchGuard
from application.telemetry.delivery import Delivery
from application.telemetry.source_reader import SourceReader
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus

WORKERS_AT_A_TIME = 1_000
"""Their figures take six calls of 500 each."""


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

    async def read_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        """Read the scope's workers; one that is held back is as fresh as it was when it was last read."""
        if self._guard.admits(scope, delivery.refresh):
            await super().read_async(scope, workers, delivery)

    def retry_refused(self, scope: AwsScope) -> None:
        """Ask again where the credentials were refused."""
        self._client.retry_refused(scope)

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        """Note the newest figures; a worker without any is no failure, its points come late."""
        for piece in pieces_of(workers, WORKERS_AT_A_TIME):
            readings = await self._client.read_metrics_async(scope, [worker.state.instance_id for worker in piece])
            for worker in piece:
                delivery.refresh.cloudwatch[worker.aggregate_id] = readings.get(worker.state.instance_id)
            delivery.hand_over(piece)
