"""TagWorkerCommand: set and remove tags of one worker, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.instance.tag_workers_work import TagWorkersWork
from application.instance.worker_operations import WorkerOperations
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.worker.tag_changes import TagChanges


@dataclass(frozen=True, slots=True, kw_only=True)
class TagWorkerCommand(Command[OperationResult[OperationDto]]):
    """The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    changes: TagChanges
    wait_seconds: float = 0


class TagWorkerCommandHandler(CommandHandler[TagWorkerCommand, OperationResult[OperationDto]]):
    """Refuses at once what the worker cannot have as it is known."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: TagWorkerCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, InvalidRequestError where AWS would not take the tags."""
        request.changes.require_sound()
        self._operations.require_room_for_tags(request.worker_id, request.changes)
        parameters = {"tags": dict(request.changes.add), "remove": list(request.changes.remove)}
        begun = await self._operations.start_async(
            TagWorkersWork.command, [request.worker_id], parameters, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
