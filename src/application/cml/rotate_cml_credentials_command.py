"""RotateCMLCredentialsCommand: seal everything that is kept with the present key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import structlog
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from application.cml.credentials_in_use import CredentialsInUse
from application.ports.sealer import CannotOpenError, Sealer
from application.webhook.webhook_rotation import WebhookRotation
from domain.access.principal import Role
from domain.cml.cml_credentials import CMLCredentials, CMLCredentialsRepository

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLCredentialsRotation:
    """`key_id` names the present key; `resealed` credentials were sealed with another one until now.

    `lost` are the ids of those that no key opens any more: they have to be set again, secrets of webhooks
    (`webhook-ID`) be rotated.
    """

    key_id: str
    resealed: int
    already: int
    lost: Sequence[str]


@dataclass(frozen=True, slots=True)
class RotateCMLCredentialsCommand(Command[OperationResult[CMLCredentialsRotation]]):
    """After a change of `secret_key`, while `secret_key_previous` still says what it was. Twice does no harm."""

    required_role: ClassVar[Role] = Role.ADMIN


class RotateCMLCredentialsCommandHandler(
    CommandHandler[RotateCMLCredentialsCommand, OperationResult[CMLCredentialsRotation]]
):
    """Each record by itself: what somebody sets anew meanwhile is sealed with the present key anyway."""

    def __init__(
        self,
        repository: CMLCredentialsRepository,
        webhooks: WebhookRotation,
        sealer: Sealer,
        in_use: CredentialsInUse,
        clock: Clock,
    ) -> None:
        self._repository = repository
        self._webhooks = webhooks
        self._sealer = sealer
        self._in_use = in_use
        self._clock = clock

    async def handle_async(
        self,
        request: RotateCMLCredentialsCommand,  # noqa: ARG002  # concerns all
    ) -> OperationResult[CMLCredentialsRotation]:
        """Open and seal each that was sealed with another key."""
        resealed, lost = 0, []
        kept = await self._repository.list_async()
        older = [credentials for credentials in kept if credentials.key_id != self._sealer.key_id]
        for credentials in older:
            try:
                resealed += await self._reseal(credentials)
            except CannotOpenError:
                lost.append(credentials.id)
        self._in_use.reread()
        sealed, current, unopened = await self._webhooks.reseal_async()
        resealed += sealed
        lost += unopened
        already = len(kept) - len(older) + current
        log.info("credentials_rotated", resealed=resealed, already=already, lost=len(lost))
        return self.ok(
            CMLCredentialsRotation(key_id=self._sealer.key_id, resealed=resealed, already=already, lost=lost)
        )

    async def _reseal(self, credentials: CMLCredentials) -> bool:
        secret = self._sealer.open(credentials.in_seal, credentials.bound_to)
        sealed = self._sealer.seal(secret, credentials.bound_to)
        resealed = replace(credentials, sealed=sealed, written_at=self._clock.now())
        return await self._repository.put_resealed_async(resealed, credentials)
