"""Leases that nobody will ever take again."""

import asyncio
from collections.abc import Iterable

from application.events.durable.consumer_host import ConsumerHost
from application.events.durable.durable_consumer import DurableConsumer, consumer_name, lease_name
from application.events.durable.durable_handlers import DurableHandlers
from application.job.job_clock import LEASE
from application.maintenance.orphan_leases import LEASES_OF_WEBHOOKS, OrphanLeases
from application.task_group import task_group
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from domain.cml.sealed_secret import SealedSecret
from domain.events.fleet_event import FleetEvent
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookMode
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until

HERE, REST, GONE = (f"0192f0c1-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))


def name_of(webhook_id: str) -> str:
    """The name of a webhook's lease."""
    return lease_name(consumer_name(DeliverWebhookHandler, webhook_id))


async def keep(world: FakeWorld, webhook_id: str, *, enabled: bool = True) -> None:
    """Keep a webhook."""
    webhook = Webhook(
        id=webhook_id,
        name="chat",
        url="https://chat.example",
        words=FilterWords(),
        mode=WebhookMode.BINARY,
        sealed=SealedSecret(key_id="k", nonce=b"", ciphertext=b""),
        enabled=enabled,
        created_at=NOON,
        created_by="",
    )
    await world.webhooks.add_async(webhook)


async def once_held(world: FakeWorld, names: Iterable[str]) -> None:
    """Let each have been held three times."""
    for name in names:
        for _ in range(3):
            await world.leases.release_async(await world.leases.acquire_async(name, "host/1/a", 60))


async def test_those_of_removed_webhooks_alone_are_removed(world: FakeWorld) -> None:
    """One that rests may be enabled again; handlers come back with their version, destinations with the settings."""
    process = FakeProcess(world)
    handlers = [lease_name(each) for each in (*process.get(DurableHandlers).names, DeliverWebhookHandler.__name__)]
    stay = [LEASE, "archive/main", "handler/HandlerOfAnotherVersion", *handlers, name_of(HERE), name_of(REST)]
    await keep(world, HERE)
    await keep(world, REST, enabled=False)
    await once_held(world, [*stay, name_of(GONE)])
    assert await process.get(OrphanLeases).remove_async() == 1
    assert sorted(world.leases.leases) == sorted(stay)
    assert {lease.term for lease in world.leases.leases.values()} == {3}


async def test_one_that_somebody_has_is_left_until_it_is_over(world: FakeWorld) -> None:
    """Whoever holds it has not heard yet that the webhook is gone."""
    leases = FakeProcess(world).get(OrphanLeases)
    await world.leases.acquire_async(name_of(GONE), "host/1/a", 60)
    assert await leases.remove_async() == 0
    world.clock.pass_seconds(61)
    assert (await leases.remove_async(), world.leases.leases) == (1, {})


async def test_whoever_takes_a_removed_one_once_more_finds_no_cursor(world: FakeWorld) -> None:
    """And makes none: nothing is delivered, and the lease is an orphan again."""
    process = FakeProcess(world, runs_jobs=False)
    consumer = DurableConsumer(DeliverWebhookHandler, FleetEvent, GONE)
    async with process, task_group() as tasks:
        hosting = tasks.create_task(process.get(ConsumerHost).host_async(consumer))
        await until(lambda: name_of(GONE) in world.leases.leases)
        await world.pass_async(1)
        hosting.cancel()
        await asyncio.wait([hosting])
        assert await world.consumers.find_async(consumer.name) is None
        assert await process.get(OrphanLeases).remove_async() == 1


def test_names_of_webhooks_are_told_from_those_of_handlers() -> None:
    """By what follows the handler's own name."""
    assert name_of(GONE).startswith(LEASES_OF_WEBHOOKS)
    assert not lease_name(DeliverWebhookHandler.__name__).startswith(LEASES_OF_WEBHOOKS)
