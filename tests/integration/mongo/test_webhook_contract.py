"""Repositories of webhooks: the fake and the real one keep alike."""

from dataclasses import replace

import pytest

from domain.cml.sealed_secret import SealedSecret
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import Webhook, WebhookMode, WebhookRepository
from fakes.fake_clock import NOON
from fakes.in_memory_webhooks import InMemoryWebhookRepository
from integration.mongo.mongo_webhook_repository import MongoWebhookRepository

SEALED = SealedSecret(key_id="k", nonce=b"\x00\xff", ciphertext=b"\xfe")
WEBHOOK = Webhook(
    id="w-1",
    name="chat",
    url="https://hooks.example/one",
    words=FilterWords(event_types=("status",), tags=("course:ccnp",)),
    mode=WebhookMode.STRUCTURED,
    sealed=SEALED,
    previous=SEALED,
    previous_until=NOON,
    created_at=NOON,
    created_by="key:x",
)


@pytest.fixture(params=["in_memory", "mongo"])
def webhooks(request: pytest.FixtureRequest) -> WebhookRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryWebhookRepository()
    return MongoWebhookRepository(request.getfixturevalue("mongo"))


async def test_gives_back_webhooks_as_they_were_kept(webhooks: WebhookRepository) -> None:
    """Until they are removed."""
    await webhooks.add_async(WEBHOOK)
    assert await webhooks.find_async("w-1") == WEBHOOK
    assert list(await webhooks.list_async()) == [WEBHOOK]
    assert await webhooks.remove_async("w-1")
    assert not await webhooks.remove_async("w-1")
    assert await webhooks.find_async("w-1") is None


async def test_keeps_what_is_there_when_somebody_changed_it_meanwhile(webhooks: WebhookRepository) -> None:
    """Of two changes of one version one is kept."""
    await webhooks.add_async(WEBHOOK)
    changed = replace(WEBHOOK, name="first", version=2)
    assert await webhooks.replace_async(changed)
    assert not await webhooks.replace_async(replace(changed, name="second"))
    assert await webhooks.find_async("w-1") == changed
