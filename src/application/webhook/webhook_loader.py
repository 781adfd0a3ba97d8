"""WebhookLoader: loads a webhook for a command, and saves what became of it."""

from dataclasses import replace

from application.events.event_catalogue import EventCatalogue
from application.events.filter_words import filter_of
from application.ports.webhook_sender import WebhookSender
from application.webhook.webhook_host import WebhookHost
from domain.errors import ConflictError, NotFoundError
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookRepository


class WebhookLoader:
    """What was changed is followed by this process at once, by others within two seconds."""

    def __init__(
        self, webhooks: WebhookRepository, sender: WebhookSender, catalogue: EventCatalogue, host: WebhookHost
    ) -> None:
        self._webhooks = webhooks
        self._sender = sender
        self._catalogue = catalogue
        self._host = host

    async def load_async(self, webhook_id: str) -> Webhook:
        """NotFoundError where there is none."""
        if webhook := await self._webhooks.find_async(webhook_id):
            return webhook
        raise NotFoundError("there is no webhook with this id")

    async def save_async(self, webhook: Webhook) -> Webhook:
        """ConflictError when somebody else changed it since it was loaded."""
        changed = replace(webhook, version=webhook.version + 1)
        if not await self._webhooks.replace_async(changed):
            raise ConflictError("somebody else changed this webhook meanwhile; look again")
        self._host.look_again()
        return changed

    def check(self, url: str, words: FilterWords) -> None:
        """InvalidRequestError for an address that nothing may be sent to, and for words that are none."""
        self._sender.check_url(url)
        filter_of(words, self._catalogue.short_types)
