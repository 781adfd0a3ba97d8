"""A world with a receiver, and a process that tells it."""

import asyncio
from collections.abc import Callable

import pytest

from application.webhook.create_webhook_command import CreateWebhookCommand
from application.webhook.webhook_dto import WebhookWithSecret
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import WebhookMode
from fakes.fake_process import FakeProcess, FakeWorld

URL = "https://hooks.example/one"
TURNS = 60


@pytest.fixture
def world() -> FakeWorld:
    """An empty database."""
    return FakeWorld()


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that hosts webhooks, and no other durable handler."""
    return hosting(world)


def hosting(world: FakeWorld) -> FakeProcess:
    """A process that hosts webhooks."""
    return FakeProcess(world, webhooks=True, durable_handler_lease_seconds=60)


async def created(process: FakeProcess, url: str = URL, **words: tuple[str, ...]) -> WebhookWithSecret:
    """Create a webhook."""
    result = await process.send_async(
        CreateWebhookCommand(name="chat", url=url, words=FilterWords(**words), mode=WebhookMode.BINARY)
    )
    made: WebhookWithSecret = result.data
    return made


async def pass_seconds(world: FakeWorld, seconds: float) -> None:
    """Let time pass, in steps in which leases can be renewed."""
    until = world.clock.seconds + seconds
    while world.clock.seconds < until:
        world.clock.pass_seconds(min(10.0, until - world.clock.seconds))
        for _ in range(TURNS):
            await asyncio.sleep(0)


async def pass_time_until(world: FakeWorld, condition: Callable[[], object], most_seconds: float) -> None:
    """Let time pass until something is so."""
    end = world.clock.seconds + most_seconds
    while not condition():
        assert world.clock.seconds < end
        await pass_seconds(world, 10)
