"""ActOnWorkersCommand: start, stop or reboot workers, as an operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.worker.worker_act import WorkerAct


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnWorkersCommand(Command[OperationResult[OperationDto]]):
    """Many workers, each once. The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    act: WorkerAct
    worker_ids: Sequence[str]
    wait_seconds: float = 0


class ActOnWorkersCommandHandler(CommandHandler[ActOnWorkersCommand, OperationResult[OperationDto]]):
    """Begins the operation; the ActWork of the act carries it out."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: ActOnWorkersCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError names the first id that is no worker's."""
        self._operations.require_workers(request.worker_ids)
        begun = await self._operations.start_async(
            f"workers.{request.act}", request.worker_ids, {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
