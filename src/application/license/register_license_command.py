"""RegisterLicenseCommand: register a worker's controller with Cisco, as an operation."""

from dataclasses import dataclass, field
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler
from pydantic import SecretStr

from application.license.license_operations import LicenseOperations
from application.license.license_tokens import LicenseTokens
from application.license.register_license_work import RegisterLicenseWork
from application.operation.operation_dto import OperationDto
from domain.access.principal import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLicenseCommand(Command[OperationResult[OperationDto]]):
    """`token` is one of Cisco Smart Licensing; `reregister` = although the controller is registered."""

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    token: SecretStr = field(repr=False)
    reregister: bool = False
    wait_seconds: float = 0


class RegisterLicenseCommandHandler(CommandHandler[RegisterLicenseCommand, OperationResult[OperationDto]]):
    """Seals the token before anything is begun; RegisterLicenseWork carries the operation out."""

    def __init__(self, operations: LicenseOperations, tokens: LicenseTokens) -> None:
        self._operations = operations
        self._tokens = tokens

    async def handle_async(self, request: RegisterLicenseCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, WorkerNotRunningError, LicenseBusyError."""
        await self._operations.require_free_async(request.worker_id)
        token_id = await self._tokens.keep_async(request.token.get_secret_value())
        parameters = {"token": token_id, "reregister": request.reregister}
        begun = await self._operations.start_async(
            RegisterLicenseWork.command, request.worker_id, parameters, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
