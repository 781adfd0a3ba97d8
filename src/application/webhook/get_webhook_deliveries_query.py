"""GetWebhookDeliveriesQuery: how far a receiver is, and what it could not be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.events.durable.durable_consumer import consumer_name
from application.events.event_reader import EventReader
from application.ports.consumers import Consumers, FailingEvent
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.webhook_dto import WebhookDto, told
from application.webhook.webhook_loader import WebhookLoader
from domain.access.principal import Role

SHOWN_LETTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeliveries:
    """`behind` is how many events of the log were not looked at for it yet, those that it does not want included.

    `failing` are tried again; `letters` were given up, the oldest hundred. `consumer` is whose letters they are.
    """

    webhook: WebhookDto
    consumer: str
    behind: int
    failing: Sequence[FailingEvent]
    letters: Sequence[DeadLetter]


@dataclass(frozen=True, slots=True)
class GetWebhookDeliveriesQuery(Query[OperationResult[WebhookDeliveries]]):
    """Of the webhook with this id."""

    required_role: ClassVar[Role] = Role.ADMIN

    webhook_id: str


class GetWebhookDeliveriesQueryHandler(QueryHandler[GetWebhookDeliveriesQuery, OperationResult[WebhookDeliveries]]):
    """As the database has it: a cursor that only moves over events of others is written every two seconds."""

    def __init__(
        self,
        loader: WebhookLoader,
        statuses: WebhookStatuses,
        consumers: Consumers,
        letters: DeadLetters,
        reader: EventReader,
    ) -> None:
        self._loader = loader
        self._statuses = statuses
        self._consumers = consumers
        self._letters = letters
        self._reader = reader

    async def handle_async(self, request: GetWebhookDeliveriesQuery) -> OperationResult[WebhookDeliveries]:
        """NotFoundError where there is no such webhook."""
        webhook = await self._loader.load_async(request.webhook_id)
        name = consumer_name(DeliverWebhookHandler, webhook.id)
        consumer = await self._consumers.find_async(name)
        head = await self._reader.head_async()
        return self.ok(
            WebhookDeliveries(
                webhook=told(webhook, await self._statuses.find_async(webhook.id)),
                consumer=name,
                behind=max(0, head - consumer.cursor) if consumer else 0,
                failing=consumer.failing if consumer else (),
                letters=await self._letters.list_async(name, None, SHOWN_LETTERS),
            )
        )
