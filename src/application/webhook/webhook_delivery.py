"""Makes deliveries of events."""

from collections.abc import Mapping, Sequence
from typing import Any

from application.clock import Clock
from application.ports.webhook_sender import WebhookDelivery
from domain.webhook.webhook import Webhook


def delivery_of(
    webhook: Webhook, secrets: Sequence[str], cloud_event: Mapping[str, Any], clock: Clock
) -> WebhookDelivery:
    """What is sent to a receiver now."""
    return WebhookDelivery(
        url=webhook.url,
        mode=webhook.mode,
        secrets=secrets,
        timestamp=int(clock.now().timestamp()),
        cloud_event=cloud_event,
    )
