"""WipeLabCommand: let the nodes of a lab forget what they wrote, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.lab_errors import LabMustBeStoppedError
from application.lab.lab_operations import LabOperations
from application.lab.lab_present import LabPresent
from application.lab.wipe_lab_work import WipeLabWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role
from domain.cml.lab_state import LabState


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeLabCommand(Command[OperationResult[OperationDto]]):
    """The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    lab_id: str
    wait_seconds: float = 0


class WipeLabCommandHandler(CommandHandler[WipeLabCommand, OperationResult[OperationDto]]):
    """Asks the controller how the lab is before it begins; WipeLabWork carries the operation out."""

    def __init__(self, present: LabPresent, operations: LabOperations) -> None:
        self._present = present
        self._operations = operations

    async def handle_async(self, request: WipeLabCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, WorkerNotRunningError, LabMustBeStoppedError, or what keeps CML from answering."""
        if await self._present.state_async(request.worker_id, request.lab_id) is LabState.STARTED:
            raise LabMustBeStoppedError
        begun = await self._operations.start_on_lab_async(
            WipeLabWork.command, request.worker_id, request.lab_id, {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
