"""TagWorkersCommand: set and remove tags of workers, as an operation."""

from collections.abc import Sequence
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
class TagWorkersCommand(Command[OperationResult[OperationDto]]):
    """Many workers, each once. The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_ids: Sequence[str]
    changes: TagChanges
    wait_seconds: float = 0


class TagWorkersCommandHandler(CommandHandler[TagWorkersCommand, OperationResult[OperationDto]]):
    """Begins the operation; TagWorkersWork carries it out."""

    def __init__(self, operations: WorkerOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: TagWorkersCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError for tags that AWS takes from nobody, and for an id that is no worker's."""
        request.changes.require_sound()
        self._operations.require_workers(request.worker_ids)
        parameters = {"tags": dict(request.changes.add), "remove": list(request.changes.remove)}
        begun = await self._operations.start_async(
            TagWorkersWork.command, request.worker_ids, parameters, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
