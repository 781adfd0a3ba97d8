"""SyncWorkerEC2StatusCommand: read one worker's state and checks from EC2."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.telemetry.worker_refresh import WorkerRefresh, WorkerRefreshed
from domain.access.principal import Role
from domain.telemetry.metrics_source import MetricsSource


@dataclass(frozen=True, slots=True)
class SyncWorkerEC2StatusCommand(Command[OperationResult[WorkerRefreshed]]):
    """The worker with this id; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    expected_versions: Collection[int] | None = None


class SyncWorkerEC2StatusCommandHandler(CommandHandler[SyncWorkerEC2StatusCommand, OperationResult[WorkerRefreshed]]):
    """Load, EC2, commit."""

    def __init__(self, refresh: WorkerRefresh) -> None:
        self._refresh = refresh

    async def handle_async(self, request: SyncWorkerEC2StatusCommand) -> OperationResult[WorkerRefreshed]:
        """Refresh from EC2."""
        worker = await self._refresh.load_async(request.worker_id, request.expected_versions)
        return self.ok(await self._refresh.refresh_async(worker, [MetricsSource.EC2], request.expected_versions))
