"""CreateWebhookCommand: tell another receiver."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_principal
from application.clock import Clock
from application.events.durable.consumer_host import ConsumerHost
from application.events.durable.durable_consumer import consumer_name
from application.ports.id_generator import IdGenerator
from application.ports.webhook_statuses import WebhookStatus
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.webhook_dto import WebhookWithSecret, told
from application.webhook.webhook_host import WebhookHost
from application.webhook.webhook_loader import WebhookLoader
from application.webhook.webhook_secrets import WebhookSecrets
from domain.access.principal import Role
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookMode, WebhookRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWebhookCommand(Command[OperationResult[WebhookWithSecret]]):
    """The answer holds the secret, this once."""

    required_role: ClassVar[Role] = Role.ADMIN

    name: str
    url: str
    words: FilterWords
    mode: WebhookMode


class CreateWebhookCommandHandler(CommandHandler[CreateWebhookCommand, OperationResult[WebhookWithSecret]]):
    """It is told what happens from now on: its cursor is there before anybody can work for it."""

    def __init__(
        self,
        webhooks: WebhookRepository,
        loader: WebhookLoader,
        secrets: WebhookSecrets,
        consumers: ConsumerHost,
        host: WebhookHost,
        ids: IdGenerator,
        clock: Clock,
    ) -> None:
        self._webhooks = webhooks
        self._loader = loader
        self._secrets = secrets
        self._consumers = consumers
        self._host = host
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: CreateWebhookCommand) -> OperationResult[WebhookWithSecret]:
        """Open the cursor, then keep the webhook."""
        self._loader.check(request.url, request.words)
        webhook_id, creator = self._ids.new_id(), acting_principal()
        secret, sealed = self._secrets.new_for(webhook_id)
        webhook = Webhook(
            id=webhook_id,
            name=request.name,
            url=request.url,
            words=request.words,
            mode=request.mode,
            sealed=sealed,
            created_at=self._clock.now(),
            created_by=creator.id if creator else "",
        )
        await self._consumers.open_async(consumer_name(DeliverWebhookHandler, webhook_id))
        await self._webhooks.add_async(webhook)
        self._host.look_again()
        return self.created(WebhookWithSecret(webhook=told(webhook, WebhookStatus()), secret=secret))
