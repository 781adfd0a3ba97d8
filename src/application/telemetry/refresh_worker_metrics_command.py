"""RefreshWorkerMetricsCommand: read one worker from several sources and commit once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.telemetry.worker_refresh import WorkerRefresh, WorkerRefreshed
from domain.access.principal import Role
from domain.telemetry.metrics_source import METRICS_SOURCES, MetricsSource


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshWorkerMetricsCommand(Command[OperationResult[WorkerRefreshed]]):
    """`sources` empty = all but labs; `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    sources: Sequence[MetricsSource] = ()
    expected_versions: Collection[int] | None = None


class RefreshWorkerMetricsCommandHandler(CommandHandler[RefreshWorkerMetricsCommand, OperationResult[WorkerRefreshed]]):
    """Load, all steps, commit."""

    def __init__(self, refresh: WorkerRefresh) -> None:
        self._refresh = refresh

    async def handle_async(self, request: RefreshWorkerMetricsCommand) -> OperationResult[WorkerRefreshed]:
        """Refresh from the sources asked for, each once."""
        worker = await self._refresh.load_async(request.worker_id, request.expected_versions)
        sources = list(dict.fromkeys(request.sources or METRICS_SOURCES))
        return self.ok(await self._refresh.refresh_async(worker, sources, request.expected_versions))
