"""StopLabsCommand: stop many labs at once, as an operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.lab_operations import LabOperations
from application.lab.stop_labs_work import StopLabsWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLabsCommand(Command[OperationResult[OperationDto]]):
    """`lab_ids` are `<worker_id>/<lab_id>`. The answer waits for the end, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    lab_ids: Sequence[str]
    wait_seconds: float = 0


class StopLabsCommandHandler(CommandHandler[StopLabsCommand, OperationResult[OperationDto]]):
    """Begins the operation; StopLabsWork carries it out."""

    def __init__(self, operations: LabOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: StopLabsCommand) -> OperationResult[OperationDto]:
        """Accept it; InvalidRequestError names the first id that is no lab's."""
        begun = await self._operations.start_on_labs_async(
            StopLabsWork.command, request.lab_ids, {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
