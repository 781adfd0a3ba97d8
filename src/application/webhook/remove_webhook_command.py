"""RemoveWebhookCommand: tell a receiver no more."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.events.durable.durable_consumer import consumer_name
from application.ports.consumers import Consumers
from application.ports.dead_letters import DeadLetters
from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.webhook_host import WebhookHost
from domain.access.principal import Role
from domain.errors import NotFoundError
from domain.webhook.webhook import WebhookRepository


@dataclass(frozen=True, slots=True)
class RemoveWebhookCommand(Command[OperationResult[None]]):
    """With everything that waits for it."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str


class RemoveWebhookCommandHandler(CommandHandler[RemoveWebhookCommand, OperationResult[None]]):
    """The webhook first: nothing is delivered from then on."""

    def __init__(
        self,
        webhooks: WebhookRepository,
        statuses: WebhookStatuses,
        consumers: Consumers,
        letters: DeadLetters,
        host: WebhookHost,
    ) -> None:
        self._webhooks = webhooks
        self._statuses = statuses
        self._consumers = consumers
        self._letters = letters
        self._host = host

    async def handle_async(self, request: RemoveWebhookCommand) -> OperationResult[None]:
        """NotFoundError where there is none."""
        if not await self._webhooks.remove_async(request.webhook_id):
            raise NotFoundError("there is no webhook with this id")
        self._host.look_again()
        name = consumer_name(DeliverWebhookHandler, request.webhook_id)
        await self._consumers.remove_async(name)
        await self._letters.remove_of_async(name)
        await self._statuses.remove_async(request.webhook_id)
        return self.no_content()
