"""ListWebhooksQuery: who is told, and how that goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.webhook_statuses import WebhookStatus, WebhookStatuses
from application.webhook.webhook_dto import WebhookDto, told
from domain.access.principal import Role
from domain.webhook.webhook import WebhookRepository


@dataclass(frozen=True, slots=True)
class ListWebhooksQuery(Query[OperationResult[Sequence[WebhookDto]]]):
    """All of them."""

    required_role: ClassVar[Role] = Role.ADMIN


class ListWebhooksQueryHandler(QueryHandler[ListWebhooksQuery, OperationResult[Sequence[WebhookDto]]]):
    """Oldest first, without secrets."""

    def __init__(self, webhooks: WebhookRepository, statuses: WebhookStatuses) -> None:
        self._webhooks = webhooks
        self._statuses = statuses

    async def handle_async(
        self,
        request: ListWebhooksQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[WebhookDto]]:
        """Return what is told of each."""
        statuses = await self._statuses.all_async()
        webhooks = await self._webhooks.list_async()
        return self.ok([told(webhook, statuses.get(webhook.id, WebhookStatus())) for webhook in webhooks])
