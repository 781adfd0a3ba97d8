"""RefreshImportedWorkersHandler: an imported worker has its figures at once, not with the next cycle."""

from collections.abc import Sequence
from typing import ClassVar

from application.events.event_handlers import DurableHandler
from application.events.recorded_event import RecordedEvent
from application.settings import Settings
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.errors import ConflictError
from domain.telemetry.metrics_source import METRICS_SOURCES
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.worker_events import WorkerImportedDomainEvent


class RefreshImportedWorkersHandler(DurableHandler[WorkerImportedDomainEvent]):
    """Idempotent: a second reading finds nothing new. A source that cannot be read shows at the worker as failing."""

    takes_at_once: ClassVar[int] = 1_000

    def __init__(self, workers: CMLWorkerRepository, metrics: WorkerMetricsService, settings: Settings) -> None:
        self._workers = workers
        self._metrics = metrics
        self._enabled = settings.worker_monitoring_enabled

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Refresh one."""
        await self.handle_many_async([notification])

    async def handle_many_async(self, notifications: Sequence[RecordedEvent]) -> None:
        """Refresh all together; who left the fleet meanwhile needs nothing any more."""
        if not self._enabled:
            return
        conflicts: set[str] = set()

        async def save(batch: FleetRefresh) -> None:
            conflicts.update(
                await self._workers.update_many_async(
                    list(batch.workers.values()), batch.apply_to, beside=batch.changed_labs
                )
            )

        loaded = await self._workers.get_many_async(notification.subject for notification in notifications)
        await self._metrics.refresh_async([worker for worker in loaded if worker.state.active], METRICS_SOURCES, save)
        if conflicts:
            raise ConflictError(f"{len(conflicts)} workers were changed by somebody else meanwhile, twice")
