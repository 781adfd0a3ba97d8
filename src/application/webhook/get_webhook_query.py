"""GetWebhookQuery: one receiver, and how it goes."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.webhook_dto import WebhookDto, told
from application.webhook.webhook_loader import WebhookLoader
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetWebhookQuery(Query[OperationResult[WebhookDto]]):
    """The one with this id."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str


class GetWebhookQueryHandler(QueryHandler[GetWebhookQuery, OperationResult[WebhookDto]]):
    """Without secrets."""

    def __init__(self, loader: WebhookLoader, statuses: WebhookStatuses) -> None:
        self._loader = loader
        self._statuses = statuses

    async def handle_async(self, request: GetWebhookQuery) -> OperationResult[WebhookDto]:
        """NotFoundError where there is none."""
        webhook = await self._loader.load_async(request.webhook_id)
        return self.ok(told(webhook, await self._statuses.find_async(webhook.id)))
