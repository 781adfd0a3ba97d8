"""WorkerMetricsService: the one place that knows how workers are refreshed."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from itertools import product

from application.clock import Clock
from application.live.live_settings import LiveSettings
from application.settings import Settings
from application.task_group import task_group
from application.telemetry.arrivals import Arrivals
from application.telemetry.cloudwatch_reader import CloudWatchReader
from application.telemetry.cml_reader import CMLReader
from application.telemetry.delivery import Delivery
from application.telemetry.ec2_reader import EC2Reader
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.labs_reader import LabsReader
from application.telemetry.source_reader import SourceReader
from application.telemetry.telemetry_recorder import TelemetryRecorder
from application.turns import in_turns
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker

WORKERS_PER_TURN = 100
"""A thousand take 40 ms."""
WORKERS_PER_COMMIT = 1_000
"""Ten thousand at once would save nothing, and make single steps of the commit ten times as long."""

Save = Callable[[FleetRefresh], Awaitable[None]]


class WorkerMetricsService:
    """Gathers from all sources at once, AWS per account and region, CML per host, and applies what it read.

    Who was read from all sources is saved while others are still being read. Who takes long comes in a batch of its
    own: a region or a controller that hangs does not hold up the news of the others.
    """

    def __init__(
        self,
        ec2: EC2Reader,
        cloudwatch: CloudWatchReader,
        cml: CMLReader,
        labs: LabsReader,
        recorder: TelemetryRecorder,
        clock: Clock,
        live: LiveSettings,
        settings: Settings,
    ) -> None:
        self._readers: Mapping[MetricsSource, SourceReader] = {
            MetricsSource.EC2: ec2,
            MetricsSource.CLOUDWATCH: cloudwatch,
            MetricsSource.CML: cml,
            MetricsSource.LABS: labs,
        }
        self._recorder = recorder
        self._clock = clock
        self._live = live
        self._straggler_seconds = settings.refresh_straggler_seconds

    async def refresh_async(
        self,
        workers: Sequence[CMLWorker],
        sources: Collection[MetricsSource],
        save: Save,
        *,
        urgent: bool = False,
        thorough: bool = False,
        recorded: bool = True,
    ) -> FleetRefresh:
        """Read `sources` for `workers`, and return all that was read.

        `save` commits a batch, whose workers hold the events of what is new; the figures of what was saved go into the
        history, unless they are not to be `recorded`. A source that fails in one scope is a failure of that scope's
        workers; the others are not touched. What is `urgent` is read whatever it costs; `thorough` asks controllers
        for their health and licence too.
        """
        threshold = TelemetryThreshold(percent_points=self._live.now.thresholds.telemetry_percent_points)
        whole = FleetRefresh(threshold=threshold, read_at=self._clock.now(), urgent=urgent, thorough=thorough or urgent)
        readers = list(product((await _by_scope_async(workers)).items(), sources))
        arrivals = Arrivals(whole.unread(), workers, len(sources), len(readers), self._straggler_seconds)
        async with task_group() as tasks:
            async for (scope, scoped), source in in_turns(readers, 1):
                delivery = Delivery(source, whole.unread(), scoped, arrivals)
                tasks.create_task(self._read_async(scope, scoped, delivery))
            while batch := await arrivals.next_batch_async():
                for part in batch.parts(WORKERS_PER_COMMIT):
                    whole.join(part)
                    await _apply_async(part)
                    await save(part)
                    if recorded:
                        await self._recorder.record_async(part)
        return whole

    async def _read_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:
        await self._readers[delivery.source].read_async(scope, workers, delivery)
        delivery.end()


async def _apply_async(batch: FleetRefresh) -> None:
    async for worker in in_turns(batch.workers.values(), WORKERS_PER_TURN):
        if not worker.pending_events:  # else an earlier batch found it stale, and so will this one: it is reloaded
            batch.apply_to(worker)


async def _by_scope_async(workers: Iterable[CMLWorker]) -> Mapping[AwsScope, list[CMLWorker]]:
    scopes: dict[AwsScope, list[CMLWorker]] = {}
    async for worker in in_turns(workers, WORKERS_PER_COMMIT):
        scopes.setdefault(worker.state.scope, []).append(worker)
    return scopes
