"""WebhookRotation: seals the secrets of webhooks with the present key, after a change of keys."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from application.ports.sealer import CannotOpenError, Sealer
from domain.cml.sealed_secret import SealedSecret
from domain.webhook.webhook import Webhook, WebhookRepository


class Resealed(NamedTuple):
    """How many webhooks were sealed anew, how many were already, and those that no key opens."""

    resealed: int
    already: int
    lost: Sequence[str]


class WebhookRotation:
    """Each record by itself; who changes one meanwhile has it sealed by the next rotation."""

    def __init__(self, webhooks: WebhookRepository, sealer: Sealer) -> None:
        self._webhooks = webhooks
        self._sealer = sealer

    async def reseal_async(self) -> Resealed:
        """Open and seal each that was sealed with another key."""
        resealed, already, lost = 0, 0, []
        for webhook in await self._webhooks.list_async():
            if self._is_present(webhook):
                already += 1
            elif await self._reseal_async(webhook):
                resealed += 1
            else:
                lost.append(f"webhook-{webhook.id}")
        return Resealed(resealed, already, lost)

    def _is_present(self, webhook: Webhook) -> bool:
        kept = [webhook.sealed, *([webhook.previous] if webhook.previous else [])]
        return all(sealed.key_id == self._sealer.key_id for sealed in kept)

    async def _reseal_async(self, webhook: Webhook) -> bool:
        try:
            changed = replace(
                webhook,
                sealed=self._again(webhook.sealed, webhook),
                previous=self._again(webhook.previous, webhook) if webhook.previous else None,
                version=webhook.version + 1,
            )
        except CannotOpenError:
            return False
        return await self._webhooks.replace_async(changed)

    def _again(self, sealed: SealedSecret, webhook: Webhook) -> SealedSecret:
        return self._sealer.seal(self._sealer.open(sealed, webhook.bound_to), webhook.bound_to)
