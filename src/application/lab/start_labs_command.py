"""StartLabsCommand: start many labs at once, as an operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.lab_operations import LabOperations
from application.lab.lab_work import ON_CORDONED
from application.lab.start_labs_work import StartLabsWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLabsCommand(Command[OperationResult[OperationDto]]):
    """`lab_ids` are `<worker_id>/<lab_id>`; `on_cordoned`: also on workers that are cordoned.

    The answer waits for the end, `wait_seconds` at most.
    """

    required_role: ClassVar[Role] = Role.OPERATOR

    lab_ids: Sequence[str]
    on_cordoned: bool = False
    wait_seconds: float = 0


class StartLabsCommandHandler(CommandHandler[StartLabsCommand, OperationResult[OperationDto]]):
    """Begins the operation; StartLabsWork carries it out."""

    def __init__(self, operations: LabOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: StartLabsCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError names the first id that is no lab's. WorkerCordonedError."""
        if not request.on_cordoned:
            self._operations.require_open(lab_id.partition("/")[0] for lab_id in request.lab_ids)
        begun = await self._operations.start_on_labs_async(
            StartLabsWork.command, request.lab_ids, {ON_CORDONED: request.on_cordoned}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
