"""RefreshWorkersCommand: read many workers at once, as an operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter
from application.telemetry.refresh_workers_work import RefreshWorkersWork
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import InvalidRequestError
from domain.telemetry.metrics_source import METRICS_SOURCES, MetricsSource


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshWorkersCommand(Command[OperationResult[OperationDto]]):
    """`sources` empty = all but labs. The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]
    sources: Sequence[MetricsSource] = ()
    wait_seconds: float = 0


class RefreshWorkersCommandHandler(CommandHandler[RefreshWorkersCommand, OperationResult[OperationDto]]):
    """Starts the operation; RefreshWorkersWork carries it out."""

    def __init__(self, view: FleetView, starter: OperationStarter) -> None:
        self._view = view
        self._starter = starter

    async def handle_async(self, request: RefreshWorkersCommand) -> OperationResult[OperationDto]:
        """Accept the operation; InvalidRequestError names the first id that is no worker's."""
        for place, worker_id in enumerate(request.worker_ids):
            if self._view.worker(worker_id) is None:
                raise InvalidRequestError(
                    "the fleet has no worker with this id", f"/ids/{place}", code="unknown_worker"
                )
        state = await self._starter.start_async(
            RefreshWorkersWork.command,
            list(dict.fromkeys(request.worker_ids)),
            {"sources": list(dict.fromkeys(request.sources or METRICS_SOURCES))},
            request.wait_seconds,
        )
        shown = OperationDto.of(state)
        return self.ok(shown) if state.finished else self.accepted(shown)
