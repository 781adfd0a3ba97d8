"""CollectWorkerCloudWatchMetricsCommand: read one worker's figures from CloudWatch."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.telemetry.worker_refresh import WorkerRefresh, WorkerRefreshed
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus


@dataclass(frozen=True, slots=True)
class CollectWorkerCloudWatchMetricsCommand(Command[OperationResult[WorkerRefreshed]]):
    """The worker with this id; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    expected_versions: Collection[int] | None = None


class CollectWorkerCloudWatchMetricsCommandHandler(
    CommandHandler[CollectWorkerCloudWatchMetricsCommand, OperationResult[WorkerRefreshed]]
):
    """Load, CloudWatch, commit. A worker that is not running has no figures: ConflictError."""

    def __init__(self, refresh: WorkerRefresh) -> None:
        self._refresh = refresh

    async def handle_async(self, request: CollectWorkerCloudWatchMetricsCommand) -> OperationResult[WorkerRefreshed]:
        """Refresh from CloudWatch."""
        worker = await self._refresh.load_async(request.worker_id, request.expected_versions)
        if worker.state.status is not WorkerStatus.RUNNING:
            raise ConflictError(f"worker not running: it is {worker.state.status}")
        return self.ok(await self._refresh.refresh_async(worker, [MetricsSource.CLOUDWATCH], request.expected_versions))
