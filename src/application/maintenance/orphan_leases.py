"""OrphanLeases: leases under names that nobody will ever use again."""

from application.events.durable.durable_consumer import consumer_name, lease_name
from application.ports.leases import Leases
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from domain.webhook.webhook import WebhookRepository

LEASES_OF_WEBHOOKS = lease_name(consumer_name(DeliverWebhookHandler, "")) + "_"


class OrphanLeases:
    """Those of webhooks that were removed: a webhook's id is never given out again.

    All other names may come back: a handler's with another version of the service, a destination's with the settings.
    Their terms must go on growing.
    """

    def __init__(self, leases: Leases, webhooks: WebhookRepository) -> None:
        self._leases = leases
        self._webhooks = webhooks

    async def remove_async(self) -> int:
        """Return how many went. Leases are read first: whoever has one by then is, or was, a webhook.

        A process that has not heard yet that a webhook is gone may take its lease once more, and finds no cursor.
        """
        over = await self._leases.list_over_async(LEASES_OF_WEBHOOKS)
        used = {lease_name(consumer_name(DeliverWebhookHandler, each.id)) for each in await self._webhooks.list_async()}
        return sum([await self._leases.remove_async(lease) for lease in over if lease.name not in used])
