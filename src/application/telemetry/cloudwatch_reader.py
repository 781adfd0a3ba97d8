"""Reads CloudWatch for the running workers of one scope."""

from collections.abc import Sequence

from application.clock import Clock
from application.ports.cloudwatch_client import CloudWatchClient
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.source_reader import SourceReader
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus


class CloudWatchReader(SourceReader):
    """Only running workers are asked about: the others have no figures, and each question costs."""

    source = MetricsSource.CLOUDWATCH

    def __init__(self, client: CloudWatchClient, clock: Clock) -> None:
        super().__init__(clock)
        self._client = client

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], refresh: FleetRefresh) -> int:
        """Note the newest figures; a worker without any is no failure, its points come late."""
        ids = {w.state.instance_id: w.aggregate_id for w in workers if w.state.status is WorkerStatus.RUNNING}
        if not ids:
            return 0
        readings = await self._client.read_metrics_async(scope, ids)
        refresh.cloudwatch.update((ids[instance_id], reading) for instance_id, reading in readings.items())
        return 0
