"""What a receiver is told of events that the log let go before it could be told them."""

import pytest

from application.events.durable.durable_consumer import DurableConsumer
from application.events.durable.event_feeds import EventFeeds
from application.events.event_reader import EventReader
from application.events.filter_words import filter_of
from application.ports.webhook_sender import WebhookGoneError
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.update_webhook_command import UpdateWebhookCommand
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook_events import WebhookEventsMissedDomainEvent
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import committed, measure, stop

from .conftest import URL, created, hosting


async def hole_of(process: FakeProcess, category: str) -> tuple[int, int] | None:
    """What a feed finds missing that begins before the first event and is offered the second."""
    reader = process.get(EventReader)
    words = filter_of(FilterWords(event_types=(category,)), {})
    consumer = DurableConsumer(DeliverWebhookHandler, FleetEvent, "w-1", words)
    with process.get(EventFeeds).opened(consumer) as feed:
        feed.begin_after(0)
        feed._take((await reader.read_after_async(1, 1))[0])  # as a read of the log does
        return feed.missing


async def test_is_noticed_by_the_gap_when_it_may_have_been_wanted(world: FakeWorld) -> None:
    """Telemetry and heartbeats are kept for a short time alone; who wants neither misses nothing."""
    async with FakeProcess(world) as process:
        worker = await committed(process)
        await process.commit_async(stop(worker))
        assert await hole_of(process, EventCategory.TELEMETRY) == (1, 1)
        assert await hole_of(process, EventCategory.STATUS) is None


async def test_is_told_when_telemetry_went_before_its_time(world: FakeWorld, process: FakeProcess) -> None:
    """Between which places of the log, once; then what is left is told."""
    async with process:
        webhook = (await created(process, event_types=("telemetry", "status"))).webhook
        worker = await committed(process)
    async with FakeProcess(world) as other:
        for busy in (10, 30):
            await other.commit_async(measure(worker, busy))
        await other.commit_async(stop(worker))
    stopped = world.log.entries[-1]
    world.log.entries = [entry for entry in world.log.entries if entry.records[0].category != EventCategory.TELEMETRY]
    async with hosting(world) as again:
        await until(lambda: world.receivers.taken[URL])
        missed = [event.domain_event for event in again.heard if event.short_type == "webhook.events.missed"]
    [event] = missed
    assert isinstance(event, WebhookEventsMissedDomainEvent)
    assert (event.aggregate_id, event.first, event.last) == (webhook.id, stopped.first - 2, stopped.first - 1)
    assert world.receivers.taken[URL][-1][0] == worker.state.id


async def test_waits_when_the_webhook_was_turned_off_meanwhile(process: FakeProcess) -> None:
    """It is told when somebody turns it on again."""
    async with process:
        webhook = (await created(process)).webhook
        await process.send_async(UpdateWebhookCommand(webhook_id=webhook.id, enabled=False))
        handler = process.get(DeliverWebhookHandler)
        handler.subscriber = webhook.id
        with pytest.raises(WebhookGoneError):
            await handler.miss_async(1, 2)
        assert "webhook.events.missed" not in [event.short_type for event in process.heard]
