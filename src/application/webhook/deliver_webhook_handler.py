"""DeliverWebhookHandler: tells one receiver of one event."""

from typing import ClassVar

from application.clock import Clock
from application.events.committer import Committer
from application.events.event_handlers import DurableHandler
from application.events.recorded_event import RecordedEvent
from application.ports.webhook_sender import WebhookGoneError, WebhookSender
from application.webhook.delivery_outcomes import DeliveryOutcomes
from application.webhook.webhook_delivery import delivery_of
from application.webhook.webhook_secrets import WebhookSecrets
from application.webhook.webhook_switch import WebhookSwitch
from domain.errors import DomainError
from domain.events.fleet_event import FleetEvent
from domain.webhook.webhook import Webhook, WebhookRepository
from domain.webhook.webhook_events import WebhookEventsMissedDomainEvent

DAY_SECONDS = 24 * 3600.0


class DeliverWebhookHandler(DurableHandler[FleetEvent]):
    """Each webhook has a cursor of its own: one that is down holds up no other."""

    per_subscriber: ClassVar[bool] = True
    rests_as_one: ClassVar[bool] = True
    told_for_seconds: ClassVar[float | None] = DAY_SECONDS
    side_by_side: ClassVar[int] = 4
    timeout_seconds: ClassVar[float | None] = 20.0

    def __init__(
        self,
        webhooks: WebhookRepository,
        sender: WebhookSender,
        secrets: WebhookSecrets,
        outcomes: DeliveryOutcomes,
        switch: WebhookSwitch,
        committer: Committer,
        clock: Clock,
    ) -> None:
        self._webhooks = webhooks
        self._sender = sender
        self._secrets = secrets
        self._outcomes = outcomes
        self._switch = switch
        self._committer = committer
        self._clock = clock

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Send it; what is raised has it told again."""
        webhook = await self._enabled_async()
        try:
            delivery = delivery_of(webhook, self._secrets.of(webhook), notification.cloud_event, self._clock)
            await self._sender.send_async(delivery)
        except WebhookGoneError:
            await self._switch.turn_off_async(webhook)
            raise
        except DomainError as error:
            await self._outcomes.failed_async(webhook.id, str(error))
            raise
        await self._outcomes.succeeded_async(webhook.id)

    async def miss_async(self, first: int, last: int) -> None:
        """Tell that events are gone which it could not be told any more."""
        webhook = await self._enabled_async()
        event = WebhookEventsMissedDomainEvent(
            aggregate_id=webhook.id, created_at=self._clock.now(), name=webhook.name, first=first, last=last
        )
        await self._committer.commit_async([], [event])

    async def _enabled_async(self) -> Webhook:
        webhook = await self._webhooks.find_async(self.subscriber)
        if webhook is None or not webhook.enabled:
            raise WebhookGoneError("the webhook is turned off")
        return webhook
