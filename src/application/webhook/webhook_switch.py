"""WebhookSwitch: turns a webhook off when its receiver says that it is gone."""

from dataclasses import replace

from application.clock import Clock
from application.events.committer import Committer
from domain.webhook.webhook import Webhook, WebhookRepository
from domain.webhook.webhook_events import WebhookDisabledDomainEvent

GONE = "its receiver answered that it is gone (HTTP 410)"


class WebhookSwitch:
    """Tells first, then turns off: who dies in between asks the receiver once more and tells again."""

    def __init__(self, webhooks: WebhookRepository, committer: Committer, clock: Clock) -> None:
        self._webhooks = webhooks
        self._committer = committer
        self._clock = clock

    async def turn_off_async(self, webhook: Webhook) -> None:
        """Disable it; somebody who changed it meanwhile wins."""
        event = WebhookDisabledDomainEvent(
            aggregate_id=webhook.id, created_at=self._clock.now(), name=webhook.name, reason=GONE
        )
        await self._committer.commit_async([], [event])
        off = replace(webhook, enabled=False, disabled_reason=GONE, version=webhook.version + 1)
        await self._webhooks.replace_async(off)
