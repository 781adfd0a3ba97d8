"""GetWebhookDeliveriesQuery: how far a receiver is, and what it could not be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.events.durable.durable_consumer import consumer_name
from application.ports.consumers import Consumers, FailingEvent
from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.webhook_statuses import WebhookStatuses
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.waiting_events import Waiting, WaitingEvents
from application.webhook.webhook_dto import WebhookDto, told
from application.webhook.webhook_loader import WebhookLoader
from domain.access.principal import Role

SHOWN_LETTERS = 100
NOTHING = Waiting(0, is_least=False)
"""A webhook that no process has begun to tell yet is told what happens from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeliveries:
    """`waiting` is how many events that it wants come after those that are all done.

    Where one is tried again, some of them, of other subjects, may have been delivered already. `failing` are tried
    again; `letters` were given up, the oldest hundred. `consumer` is whose letters they are.
    """

    webhook: WebhookDto
    consumer: str
    waiting: Waiting
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
        waiting: WaitingEvents,
    ) -> None:
        self._loader = loader
        self._statuses = statuses
        self._consumers = consumers
        self._letters = letters
        self._waiting = waiting

    async def handle_async(self, request: GetWebhookDeliveriesQuery) -> OperationResult[WebhookDeliveries]:
        """NotFoundError where there is no such webhook."""
        webhook = await self._loader.load_async(request.webhook_id)
        name = consumer_name(DeliverWebhookHandler, webhook.id)
        consumer = await self._consumers.find_async(name)
        return self.ok(
            WebhookDeliveries(
                webhook=told(webhook, await self._statuses.find_async(webhook.id)),
                consumer=name,
                waiting=await self._waiting.count_async(webhook, consumer.cursor) if consumer else NOTHING,
                failing=consumer.failing if consumer else (),
                letters=await self._letters.list_async(name, None, SHOWN_LETTERS),
            )
        )
