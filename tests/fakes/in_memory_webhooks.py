"""Webhooks in dictionaries."""

from collections.abc import Mapping, Sequence

from application.ports.webhook_statuses import WebhookStatus
from domain.errors import SourceUnavailableError
from domain.webhook.webhook import Webhook


class InMemoryWebhookRepository:
    """`down` makes every list fail."""

    def __init__(self) -> None:
        self.records: dict[str, Webhook] = {}
        self.down = False

    async def add_async(self, webhook: Webhook) -> None:
        """Keep."""
        self.records[webhook.id] = webhook

    async def replace_async(self, webhook: Webhook) -> bool:
        """Replace the version before."""
        known = self.records.get(webhook.id)
        if known is None or known.version != webhook.version - 1:
            return False
        self.records[webhook.id] = webhook
        return True

    async def find_async(self, webhook_id: str) -> Webhook | None:
        """Look it up."""
        return self.records.get(webhook_id)

    async def list_async(self) -> Sequence[Webhook]:
        """Return all, oldest first."""
        if self.down:
            raise SourceUnavailableError("the database does not answer")
        return sorted(self.records.values(), key=lambda webhook: (webhook.created_at, webhook.id))

    async def remove_async(self, webhook_id: str) -> bool:
        """Forget."""
        return self.records.pop(webhook_id, None) is not None


class InMemoryWebhookStatuses:
    """`writes` counts them."""

    def __init__(self) -> None:
        self.records: dict[str, WebhookStatus] = {}
        self.writes = 0

    async def put_async(self, webhook_id: str, status: WebhookStatus) -> None:
        """Keep."""
        self.writes += 1
        self.records[webhook_id] = status

    async def find_async(self, webhook_id: str) -> WebhookStatus:
        """Look it up."""
        return self.records.get(webhook_id, WebhookStatus())

    async def all_async(self) -> Mapping[str, WebhookStatus]:
        """Return all."""
        return dict(self.records)

    async def remove_async(self, webhook_id: str) -> None:
        """Forget."""
        self.records.pop(webhook_id, None)
