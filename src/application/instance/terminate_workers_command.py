"""TerminateWorkersCommand: end the instances of workers for good, as an operation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.act_work import TerminateWorkersWork
from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminateWorkersCommand(Command[OperationResult[OperationDto]]):
    """`names` are the workers by id, each with its name: who knows it means this worker and no other.

    The answer waits for the end of the operation, `wait_seconds` at most.
    """

    required_role: ClassVar[Role] = Role.OPERATOR

    names: Mapping[str, str]
    wait_seconds: float = 0


class TerminateWorkersCommandHandler(CommandHandler[TerminateWorkersCommand, OperationResult[OperationDto]]):
    """Begins the operation; TerminateWorkersWork carries it out."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: TerminateWorkersCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError for an id that is no worker's, or a name that is not that worker's."""
        self._operations.require_workers(list(request.names), "workers")
        for place, (worker_id, name) in enumerate(request.names.items()):
            self._operations.require_name(worker_id, name, f"/workers/{place}/confirm")
        begun = await self._operations.start_async(
            TerminateWorkersWork.command, list(request.names), {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
