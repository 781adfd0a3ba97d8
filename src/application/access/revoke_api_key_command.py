"""RevokeApiKeyCommand: close a way in for good."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.clock import Clock
from domain.access.api_key import ApiKeyRepository
from domain.access.principal import Role
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class RevokeApiKeyCommand(Command[OperationResult[None]]):
    """The key with this id; revoking it again changes nothing."""

    required_role: ClassVar[Role] = Role.ADMIN

    key_id: str


class RevokeApiKeyCommandHandler(CommandHandler[RevokeApiKeyCommand, OperationResult[None]]):
    """Takes effect in this process at once."""

    def __init__(self, keys: ApiKeyRepository, authenticator: ApiKeyAuthenticator, clock: Clock) -> None:
        self._keys = keys
        self._authenticator = authenticator
        self._clock = clock

    async def handle_async(self, request: RevokeApiKeyCommand) -> OperationResult[None]:
        """Revoke; NotFoundError when there is no such key."""
        if not await self._keys.revoke_async(request.key_id, self._clock.now()):
            raise NotFoundError("there is no API key with this id")
        self._authenticator.forget()
        return self.no_content()
