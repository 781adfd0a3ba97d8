"""RotateWebhookSecretCommand: give a webhook another secret."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.webhook_dto import WebhookWithSecret, told
from application.webhook.webhook_loader import WebhookLoader
from application.webhook.webhook_secrets import WebhookSecrets
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class RotateWebhookSecretCommand(Command[OperationResult[WebhookWithSecret]]):
    """The answer holds the new secret, this once."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str


class RotateWebhookSecretCommandHandler(CommandHandler[RotateWebhookSecretCommand, OperationResult[WebhookWithSecret]]):
    """Deliveries are signed with both for a day, so that the receiver can change in its own time."""

    def __init__(self, loader: WebhookLoader, secrets: WebhookSecrets, statuses: WebhookStatuses) -> None:
        self._loader = loader
        self._secrets = secrets
        self._statuses = statuses

    async def handle_async(self, request: RotateWebhookSecretCommand) -> OperationResult[WebhookWithSecret]:
        """NotFoundError, ConflictError."""
        secret, rotated = self._secrets.rotated(await self._loader.load_async(request.webhook_id))
        saved = await self._loader.save_async(rotated)
        return self.ok(WebhookWithSecret(webhook=told(saved, await self._statuses.find_async(saved.id)), secret=secret))
