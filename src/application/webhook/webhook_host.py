"""WebhookHost: keeps a consumer at work for each webhook that is enabled."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress

import structlog

from application.clock import Clock
from application.events.durable.consumer_host import ConsumerHost
from application.events.durable.durable_consumer import DurableConsumer
from application.events.event_catalogue import EventCatalogue
from application.events.filter_words import filter_of
from application.hosting import BackgroundService
from application.task_group import task_group
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from domain.errors import InvalidRequestError, SourceUnavailableError
from domain.events.fleet_event import FleetEvent
from domain.webhook.webhook import Webhook, WebhookRepository

LOOK_SECONDS = 2.0

log = structlog.get_logger(__name__)


class WebhookHost(BackgroundService):
    """Looks for webhooks every two seconds, and at once for what this process changed.

    While the database is away, those that are known stay.
    """

    def __init__(
        self, webhooks: WebhookRepository, host: ConsumerHost, catalogue: EventCatalogue, clock: Clock
    ) -> None:
        super().__init__()
        self._webhooks = webhooks
        self._host = host
        self._catalogue = catalogue
        self._clock = clock
        self._changed = asyncio.Event()
        self._hosted: dict[DurableConsumer, asyncio.Task[None]] = {}
        self._resting: dict[str, str] = {}

    def look_again(self) -> None:
        """See at once what this process changed."""
        self._changed.set()

    async def run_async(self) -> None:
        """Follow the webhooks until cancelled."""
        async with task_group() as tasks:
            while True:
                self._changed.clear()
                with suppress(SourceUnavailableError):
                    await self._follow_async(tasks)
                await self._clock.wait_async(LOOK_SECONDS, self._changed)

    async def _follow_async(self, tasks: asyncio.TaskGroup) -> None:
        wanted = set(self._consumers_of(await self._webhooks.list_async()))
        for consumer in self._hosted.keys() - wanted:
            await self._let_go_async(self._hosted.pop(consumer))
        for consumer in wanted - self._hosted.keys():
            self._hosted[consumer] = tasks.create_task(self._host.host_async(consumer))

    async def _let_go_async(self, task: asyncio.Task[None]) -> None:
        """Wait for its end: the lease is free then for who comes after."""
        task.cancel()
        await asyncio.wait([task])

    def _consumers_of(self, webhooks: Iterable[Webhook]) -> Iterator[DurableConsumer]:
        """One whose filter names what only another version of the service knows rests; the others go on."""
        for webhook in webhooks:
            if not webhook.enabled:
                continue
            try:
                event_filter = filter_of(webhook.words, self._catalogue.short_types)
            except InvalidRequestError as error:
                self._tell_once(webhook.id, str(error))
            else:
                self._resting.pop(webhook.id, None)
                yield DurableConsumer(DeliverWebhookHandler, FleetEvent, webhook.id, event_filter)

    def _tell_once(self, webhook_id: str, reason: str) -> None:
        if self._resting.get(webhook_id) != reason:
            self._resting[webhook_id] = reason
            log.warning("webhook_rests", webhook_id=webhook_id, reason=reason)
