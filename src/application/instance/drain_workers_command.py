"""DrainWorkersCommand: empty workers and stop them, as an operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.drain_workers_work import DrainWorkersWork
from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainWorkersCommand(Command[OperationResult[OperationDto]]):
    """Many workers, each once. The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]
    reason: str = ""
    wait_seconds: float = 0


class DrainWorkersCommandHandler(CommandHandler[DrainWorkersCommand, OperationResult[OperationDto]]):
    """Begins the operation; DrainWorkersWork carries it out."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: DrainWorkersCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError names the first id that is no worker's."""
        self._operations.require_workers(request.worker_ids)
        begun = await self._operations.start_async(
            DrainWorkersWork.command, request.worker_ids, {"reason": request.reason}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
