"""RenewLicenseCommand: renew what Cisco granted to a worker's controller, as an operation."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.license.license_operations import LicenseOperations
from application.license.renew_license_work import RenewLicenseWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewLicenseCommand(Command[OperationResult[OperationDto]]):
    """The answer waits for the end of the operation, `wait_seconds` at most."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    wait_seconds: float = 0


class RenewLicenseCommandHandler(CommandHandler[RenewLicenseCommand, OperationResult[OperationDto]]):
    """RenewLicenseWork carries the operation out."""

    def __init__(self, operations: LicenseOperations) -> None:
        self._operations = operations

    async def handle_async(self, request: RenewLicenseCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, WorkerNotRunningError, LicenseBusyError."""
        await self._operations.require_free_async(request.worker_id)
        begun = await self._operations.start_async(
            RenewLicenseWork.command, request.worker_id, {}, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
