"""What is told of webhooks: no secret."""

from dataclasses import dataclass, field
from datetime import datetime

from application.ports.webhook_statuses import WebhookStatus
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookMode


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDto:
    """`last_success_at`, `failing_since` and `last_error` are a few seconds old at most."""

    id: str
    name: str
    url: str
    filter: FilterWords
    mode: WebhookMode
    enabled: bool
    disabled_reason: str
    created_at: datetime
    created_by: str
    version: int
    last_success_at: datetime | None
    failing_since: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookWithSecret:
    """The webhook, and its secret, which is never shown again."""

    webhook: WebhookDto
    secret: str = field(repr=False)


def told(webhook: Webhook, status: WebhookStatus) -> WebhookDto:
    """Leave the secrets out."""
    return WebhookDto(
        id=webhook.id,
        name=webhook.name,
        url=webhook.url,
        filter=webhook.words,
        mode=webhook.mode,
        enabled=webhook.enabled,
        disabled_reason=webhook.disabled_reason,
        created_at=webhook.created_at,
        created_by=webhook.created_by,
        version=webhook.version,
        last_success_at=status.last_success_at,
        failing_since=status.failing_since,
        last_error=status.last_error,
    )
