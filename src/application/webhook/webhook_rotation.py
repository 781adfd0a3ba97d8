"""WebhookRotation: seals the secrets of webhooks with the present key, after a change of keys."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import NamedTuple

from application.clock import Clock
from application.ports.sealer import CannotOpenError, Sealer
from domain.cml.sealed_secret import SealedSecret
from domain.webhook.webhook import Webhook, WebhookRepository


class Resealed(NamedTuple):
    """How many webhooks were sealed anew, how many were already, and those that no key opens."""

    resealed: int
    already: int
    lost: Sequence[str]


class _Outcome(Enum):
    RESEALED = auto()
    ALREADY = auto()
    LOST = auto()
    REMOVED = auto()


class WebhookRotation:
    """Each record by itself. A previous secret that is signed with no more is not opened, but left out."""

    def __init__(self, webhooks: WebhookRepository, sealer: Sealer, clock: Clock) -> None:
        self._webhooks = webhooks
        self._sealer = sealer
        self._clock = clock

    async def reseal_async(self) -> Resealed:
        """Open and seal each that was sealed with another key."""
        outcomes = {webhook.id: await self._reseal_async(webhook) for webhook in await self._webhooks.list_async()}
        counts = Counter(outcomes.values())
        lost = [f"webhook-{webhook_id}" for webhook_id, outcome in outcomes.items() if outcome is _Outcome.LOST]
        return Resealed(counts[_Outcome.RESEALED], counts[_Outcome.ALREADY], lost)

    async def _reseal_async(self, found: Webhook) -> _Outcome:
        """Take it again whenever somebody changed it meanwhile, until it is sealed or gone."""
        webhook: Webhook | None = found
        while webhook is not None:
            outcome = await self._try_async(webhook)
            if outcome is not None:
                return outcome
            webhook = await self._webhooks.find_async(found.id)
        return _Outcome.REMOVED

    async def _try_async(self, webhook: Webhook) -> _Outcome | None:
        in_use = webhook.secrets_at(self._clock.now())
        if all(sealed.key_id == self._sealer.key_id for sealed in in_use):
            return _Outcome.ALREADY
        try:
            present, *previous = [self._again(sealed, webhook) for sealed in in_use]
        except CannotOpenError:
            return _Outcome.LOST
        changed = replace(
            webhook,
            sealed=present,
            previous=previous[0] if previous else None,
            previous_until=webhook.previous_until if previous else None,
            version=webhook.version + 1,
        )
        return _Outcome.RESEALED if await self._webhooks.replace_async(changed) else None

    def _again(self, sealed: SealedSecret, webhook: Webhook) -> SealedSecret:
        return self._sealer.seal(self._sealer.open(sealed, webhook.bound_to), webhook.bound_to)
