"""CreateApiKeyCommand: make a way in for a program."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_principal
from application.access.key_digest import KeyDigest
from application.clock import Clock
from application.ports.id_generator import IdGenerator
from domain.access.api_key import ApiKey, ApiKeyRepository
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class CreatedApiKey:
    """The key, and its secret, which is never shown again."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApiKeyCommand(Command[OperationResult[CreatedApiKey]]):
    """`expires_in_days` None = the key opens until it is revoked."""

    required_role: ClassVar[Role] = Role.ADMIN

    name: str
    role: Role
    expires_in_days: int | None = None


class CreateApiKeyCommandHandler(CommandHandler[CreateApiKeyCommand, OperationResult[CreatedApiKey]]):
    """Keeps the digest alone."""

    def __init__(self, keys: ApiKeyRepository, digests: KeyDigest, ids: IdGenerator, clock: Clock) -> None:
        self._keys = keys
        self._digests = digests
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: CreateApiKeyCommand) -> OperationResult[CreatedApiKey]:
        """Make and keep the key."""
        secret, now, creator = self._digests.new_secret(), self._clock.now(), acting_principal()
        key = ApiKey(
            id=self._ids.new_id(),
            name=request.name,
            role=request.role,
            digest=self._digests.of(secret),
            created_at=now,
            created_by=creator.id if creator else "",
            expires_at=now + timedelta(days=request.expires_in_days) if request.expires_in_days else None,
        )
        await self._keys.add_async(key)
        return self.created(CreatedApiKey(key, secret))
