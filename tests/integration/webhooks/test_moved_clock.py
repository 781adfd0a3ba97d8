"""Receivers over sockets while hours go by: the service is real but for its database and its clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import pytest
from aiohttp import web

from application.webhook.create_webhook_command import CreateWebhookCommand
from application.webhook.get_webhook_deliveries_query import GetWebhookDeliveriesQuery
from application.webhook.get_webhook_query import GetWebhookQuery
from application.webhook.update_webhook_command import UpdateWebhookCommand
from domain.events.event_category import EventCategory
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import WebhookMode
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import committed, start, stop
from support.loopback import LOOPBACK, free_port
from support.waiting import until
from support.webhook_receiver import WebhookReceiver

from .conftest import NewSender

STEP_SECONDS = 60.0
HOUR = 3600.0


@pytest.fixture
def world(new_sender: NewSender) -> FakeWorld:
    """An empty database, and receivers that are asked over sockets."""
    world = FakeWorld()
    world.receivers = new_sender(world.clock)  # type: ignore[assignment]  # the real one in place of the fake
    return world


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """A process that hosts webhooks."""
    async with FakeProcess(world, webhooks=True, durable_handler_lease_seconds=1200) as process:
        yield process


async def created(process: FakeProcess, url: str) -> str:
    """Have a receiver told of states; return the webhook's id."""
    words = FilterWords(event_types=("status",))
    command = CreateWebhookCommand(name="chat", url=url, words=words, mode=WebhookMode.STRUCTURED)
    return str((await process.send_async(command)).data.webhook.id)


async def pass_time_until(world: FakeWorld, condition: Callable[[], object], most_seconds: float) -> None:
    """Let time pass in steps in which leases are renewed and sockets answer, until something is so."""
    ends = world.clock.seconds + most_seconds
    while not condition():
        assert world.clock.seconds < ends, "it never came to that"
        world.clock.pass_seconds(STEP_SECONDS)
        await asyncio.sleep(0.005)


def by_subject(events: Iterable[Any]) -> dict[str, list[str]]:
    """The ids of CloudEvents, in their order, by their subjects."""
    ids: dict[str, list[str]] = {}
    for event in events:
        ids.setdefault(event["subject"], []).append(event["id"])
    return ids


def happened(process: FakeProcess) -> list[Any]:
    """The states that were committed, as CloudEvents."""
    return [event.cloud_event for event in process.heard if event.category is EventCategory.STATUS]


async def test_loses_nothing_and_keeps_the_order_when_the_receiver_is_down_for_an_hour(
    world: FakeWorld, process: FakeProcess
) -> None:
    """Nobody listens on its port; when it is back it is told everything, each subject in its order."""
    port = free_port()
    webhook_id = await created(process, f"http://{LOOPBACK}:{port}/fleet")
    workers = [await committed(process, number) for number in range(1, 6)]
    for _ in range(10):
        await process.commit_async(*map(stop, workers))
        await process.commit_async(*map(start, workers))
    down_until = world.clock.seconds + HOUR
    await pass_time_until(world, lambda: world.clock.seconds >= down_until, HOUR)
    shown = (await process.send_async(GetWebhookDeliveriesQuery(webhook_id))).data
    assert (shown.letters, shown.webhook.enabled) == ([], True)
    assert shown.webhook.failing_since is not None
    async with WebhookReceiver(port) as receiver:
        await pass_time_until(world, lambda: len(receiver.events) >= len(happened(process)), HOUR)
    assert by_subject(receiver.events) == by_subject(happened(process))
    assert len(receiver.events) == 100
    assert (await process.send_async(GetWebhookQuery(webhook_id))).data.failing_since is None


async def test_is_left_alone_for_as_long_as_it_asks(
    world: FakeWorld, process: FakeProcess, receiver: WebhookReceiver
) -> None:
    """`Retry-After: 1800` holds for all of its events, far beyond the pauses that there are otherwise."""
    receiver.answer = lambda: web.Response(status=503, headers={"Retry-After": "1800"})
    await created(process, receiver.url)
    worker = await committed(process)
    await process.commit_async(stop(worker))
    await until(lambda: receiver.received, "it was asked once")
    asked_at = world.clock.seconds
    await process.commit_async(stop(await committed(process, 2)))
    await until(lambda: world.webhook_statuses.records, "its answer is known")
    receiver.answer = lambda: web.Response(status=204)
    await pass_time_until(world, lambda: world.clock.seconds >= asked_at + 1740, HOUR)
    assert len(receiver.received) == 1
    await pass_time_until(world, lambda: world.clock.seconds >= asked_at + 1860, HOUR)
    await until(lambda: len(receiver.events) == 2, "both are told once the time is over")


async def test_is_told_what_waits_when_it_comes_back_after_it_was_gone(
    world: FakeWorld, process: FakeProcess, receiver: WebhookReceiver
) -> None:
    """410 turns the webhook off, and nobody asks any more until somebody turns it on."""
    receiver.answer = lambda: web.Response(status=410)
    webhook_id = await created(process, receiver.url)
    worker = await committed(process)
    await process.commit_async(stop(worker))
    await until(lambda: not world.webhooks.records[webhook_id].enabled, "it is turned off")
    asked = len(receiver.received)
    quiet_until = world.clock.seconds + HOUR
    await pass_time_until(world, lambda: world.clock.seconds >= quiet_until, HOUR)
    assert len(receiver.received) == asked
    receiver.answer = lambda: web.Response(status=204)
    await process.send_async(UpdateWebhookCommand(webhook_id=webhook_id, enabled=True))
    await pass_time_until(world, lambda: receiver.events, HOUR)
    assert by_subject(receiver.events) == by_subject(happened(process))
