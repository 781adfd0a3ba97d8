"""WorkerMetricsService: the one place that knows how workers are refreshed."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from application.clock import Clock
from application.settings import Settings
from application.telemetry.cloudwatch_reader import CloudWatchReader
from application.telemetry.ec2_reader import EC2Reader
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.source_reader import SourceReader
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_TURN = 100


class WorkerMetricsService:
    """Gathers from all sources at once, per account and region, and applies what it read."""

    def __init__(self, ec2: EC2Reader, cloudwatch: CloudWatchReader, clock: Clock, settings: Settings) -> None:
        self._readers: Mapping[MetricsSource, SourceReader] = {
            MetricsSource.EC2: ec2,
            MetricsSource.CLOUDWATCH: cloudwatch,
        }
        self._clock = clock
        self._threshold = TelemetryThreshold(percent_points=settings.telemetry_threshold_percent_points)

    async def refresh_async(self, workers: Sequence[CMLWorker], sources: Collection[MetricsSource]) -> FleetRefresh:
        """Read `sources` for `workers`, which then hold the events of what is new.

        A source that fails in one scope is a failure of that scope's workers; the others are not touched.
        """
        refresh = FleetRefresh(threshold=self._threshold, read_at=self._clock.now())
        async with asyncio.TaskGroup() as tasks:
            for scope, scoped in _by_scope(workers).items():
                for source in sources:
                    tasks.create_task(self._readers[source].read_async(scope, scoped, refresh))
        for applied, worker in enumerate(workers, start=1):
            refresh.apply_to(worker)
            if applied % WORKERS_PER_TURN == 0:
                await asyncio.sleep(0)  # a thousand workers take 40 ms: others want the event loop meanwhile
        return refresh


def _by_scope(workers: Sequence[CMLWorker]) -> dict[AwsScope, list[CMLWorker]]:
    def scope_of(worker: CMLWorker) -> AwsScope:
        return worker.state.scope

    return {scope: list(scoped) for scope, scoped in groupby(sorted(workers, key=scope_of), key=scope_of)}
