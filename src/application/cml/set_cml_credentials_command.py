"""SetCMLCredentialsCommand: how to get in to the controllers of a worker or of a group."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_principal
from application.clock import Clock
from application.cml.cml_credentials_dto import CMLCredentialsDto, told
from application.cml.credentials_in_use import CredentialsInUse
from application.ports.sealer import Sealer
from application.worker.worker_loader import WorkerLoader
from domain.access.principal import Role
from domain.cml.cml_credentials import CMLCredentials, CMLCredentialsRepository
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCMLCredentialsCommand(Command[OperationResult[CMLCredentialsDto]]):
    """`secret` is the password of `username`, or a personal access token where that is ""."""

    required_role: ClassVar[Role] = Role.ADMIN

    scope: CredentialsScope
    username: str
    secret: str = field(repr=False)


class SetCMLCredentialsCommandHandler(CommandHandler[SetCMLCredentialsCommand, OperationResult[CMLCredentialsDto]]):
    """In place of what was set before. This process uses them at once, the others within seconds."""

    def __init__(
        self,
        repository: CMLCredentialsRepository,
        sealer: Sealer,
        in_use: CredentialsInUse,
        loader: WorkerLoader,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._sealer = sealer
        self._in_use = in_use
        self._loader = loader
        self._clock = clock

    async def handle_async(self, request: SetCMLCredentialsCommand) -> OperationResult[CMLCredentialsDto]:
        """Seal and keep; NotFoundError for a worker that the fleet does not have."""
        if request.scope.kind is CredentialsKind.WORKER:
            await self._loader.load_async(request.scope.value)
        now, setter = self._clock.now(), acting_principal()
        unsealed = CMLCredentials(
            scope=request.scope,
            username=request.username,
            sealed=None,
            set_at=now,
            set_by=setter.id if setter else "",
            written_at=now,
        )
        credentials = replace(unsealed, sealed=self._sealer.seal(request.secret, unsealed.bound_to))
        await self._repository.put_async(credentials)
        self._in_use.reread()
        return self.ok(told(credentials))
