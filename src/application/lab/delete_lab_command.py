"""DeleteLabCommand: take a lab from its controller for good, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.lab.delete_lab_work import DeleteLabWork, require_deletable
from application.lab.lab_operations import LabOperations
from application.lab.lab_present import LabPresent
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteLabCommand(Command[OperationResult[OperationDto]]):
    """With `stop_and_wipe` also a lab that runs or holds what its nodes wrote; the steps are seen in the operation."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    lab_id: str
    stop_and_wipe: bool = False
    wait_seconds: float = 0


class DeleteLabCommandHandler(CommandHandler[DeleteLabCommand, OperationResult[OperationDto]]):
    """Asks the controller how the lab is before it begins; DeleteLabWork carries the operation out."""

    def __init__(self, present: LabPresent, operations: LabOperations) -> None:
        self._present = present
        self._operations = operations

    async def handle_async(self, request: DeleteLabCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, WorkerNotRunningError, LabMustBeStoppedError, LabMustBeWipedError, CML's errors."""
        state = await self._present.state_async(request.worker_id, request.lab_id)
        if not request.stop_and_wipe:
            require_deletable(state)
        parameters = {"stop_and_wipe": request.stop_and_wipe}
        begun = await self._operations.start_on_lab_async(
            DeleteLabWork.command, request.worker_id, request.lab_id, parameters, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
