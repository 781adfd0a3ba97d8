"""RemoveCMLCredentialsCommand: forget credentials."""

from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_principal
from application.clock import Clock
from application.cml.credentials_in_use import CredentialsInUse
from domain.access.principal import Role
from domain.cml.cml_credentials import CMLCredentialsRepository
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class RemoveCMLCredentialsCommand(Command[OperationResult[None]]):
    """Those with this id; workers then use the next less specific ones."""

    required_role: ClassVar[Role] = Role.ADMIN

    credentials_id: str


class RemoveCMLCredentialsCommandHandler(CommandHandler[RemoveCMLCredentialsCommand, OperationResult[None]]):
    """The secret is gone; that there was one is kept, so that every process learns of it."""

    def __init__(self, repository: CMLCredentialsRepository, in_use: CredentialsInUse, clock: Clock) -> None:
        self._repository = repository
        self._in_use = in_use
        self._clock = clock

    async def handle_async(self, request: RemoveCMLCredentialsCommand) -> OperationResult[None]:
        """Remove; NotFoundError when there are none with this id."""
        kept = {credentials.id: credentials for credentials in await self._repository.list_async()}
        credentials = kept.get(request.credentials_id)
        if credentials is None:
            raise NotFoundError("there are no credentials with this id")
        now, remover = self._clock.now(), acting_principal()
        removed = replace(
            credentials, username="", sealed=None, set_at=now, set_by=remover.id if remover else "", written_at=now
        )
        await self._repository.put_async(removed)
        self._in_use.reread()
        return self.no_content()
