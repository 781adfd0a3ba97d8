"""TryWebhookCommand: send one CloudEvent to a receiver now, and say what came back."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock, rfc3339
from application.events.record_factory import CloudEventNaming
from application.ports.id_generator import IdGenerator
from application.ports.webhook_sender import WebhookSender
from application.webhook.webhook_delivery import delivery_of
from application.webhook.webhook_loader import WebhookLoader
from application.webhook.webhook_secrets import WebhookSecrets
from domain.access.principal import Role
from domain.errors import DomainError
from domain.webhook.webhook import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTrial:
    """`status` is the HTTP status of success, None where it failed; `error` says why, as a sentence."""

    delivered: bool
    status: int | None
    error: str
    duration_seconds: float


@dataclass(frozen=True, slots=True)
class TryWebhookCommand(Command[OperationResult[WebhookTrial]]):
    """Also of a webhook that is turned off."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str


class TryWebhookCommandHandler(CommandHandler[TryWebhookCommand, OperationResult[WebhookTrial]]):
    """Its event is in no log and is not tried again."""

    def __init__(
        self,
        loader: WebhookLoader,
        sender: WebhookSender,
        secrets: WebhookSecrets,
        naming: CloudEventNaming,
        ids: IdGenerator,
        clock: Clock,
    ) -> None:
        self._loader = loader
        self._sender = sender
        self._secrets = secrets
        self._naming = naming
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: TryWebhookCommand) -> OperationResult[WebhookTrial]:
        """NotFoundError where there is no such webhook; what the receiver does is no error of the command."""
        webhook = await self._loader.load_async(request.webhook_id)
        delivery = delivery_of(webhook, self._secrets.of(webhook), self._cloud_event(webhook), self._clock)
        began = self._clock.monotonic_seconds()
        status, error = None, ""
        try:
            status = await self._sender.send_async(delivery)
        except DomainError as failed:
            error = str(failed)
        seconds = round(self._clock.monotonic_seconds() - began, 3)
        return self.ok(WebhookTrial(delivered=status is not None, status=status, error=error, duration_seconds=seconds))

    def _cloud_event(self, webhook: Webhook) -> dict[str, object]:
        return {
            "specversion": "1.0",
            "id": self._ids.new_id(),
            "type": f"{self._naming.type_prefix}webhook.test.v1",
            "source": self._naming.source,
            "subject": webhook.id,
            "time": rfc3339(self._clock.now()),
            "datacontenttype": "application/json",
            "data": {"name": webhook.name},
        }
