"""UpdateWebhookCommand: change a webhook, turn it off or on again."""

from dataclasses import dataclass, replace
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.webhook_dto import WebhookDto, told
from application.webhook.webhook_loader import WebhookLoader
from domain.access.principal import Role
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookMode

BY_A_PERSON = "somebody turned it off"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWebhookCommand(Command[OperationResult[WebhookDto]]):
    """None leaves as it is."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str
    name: str | None = None
    url: str | None = None
    words: FilterWords | None = None
    mode: WebhookMode | None = None
    enabled: bool | None = None


class UpdateWebhookCommandHandler(CommandHandler[UpdateWebhookCommand, OperationResult[WebhookDto]]):
    """One that is turned on again goes on where it stood: what waits passes the filter that is set then."""

    def __init__(self, loader: WebhookLoader, statuses: WebhookStatuses) -> None:
        self._loader = loader
        self._statuses = statuses

    async def handle_async(self, request: UpdateWebhookCommand) -> OperationResult[WebhookDto]:
        """NotFoundError, InvalidRequestError, ConflictError."""
        changed = _changed(await self._loader.load_async(request.webhook_id), request)
        self._loader.check(changed.url, changed.words)
        saved = await self._loader.save_async(changed)
        return self.ok(told(saved, await self._statuses.find_async(saved.id)))


def _changed(webhook: Webhook, request: UpdateWebhookCommand) -> Webhook:
    changed = replace(
        webhook,
        name=request.name or webhook.name,
        url=request.url or webhook.url,
        words=request.words or webhook.words,
        mode=request.mode or webhook.mode,
    )
    if request.enabled is None or request.enabled == webhook.enabled:
        return changed
    return replace(changed, enabled=request.enabled, disabled_reason="" if request.enabled else BY_A_PERSON)
