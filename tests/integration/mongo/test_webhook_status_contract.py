"""How deliveries go: the fake and the real keeping do alike."""

import pytest

from application.ports.webhook_statuses import WebhookStatus, WebhookStatuses
from fakes.fake_clock import NOON
from fakes.in_memory_webhooks import InMemoryWebhookStatuses
from integration.mongo.mongo_webhook_statuses import MongoWebhookStatuses

WELL = WebhookStatus(last_success_at=NOON)
FAILING = WebhookStatus(last_success_at=NOON, failing_since=NOON, last_error="the receiver answers with HTTP 500")


@pytest.fixture(params=["in_memory", "mongo"])
def statuses(request: pytest.FixtureRequest) -> WebhookStatuses:
    """Each kind of keeping there is."""
    if request.param == "in_memory":
        return InMemoryWebhookStatuses()
    return MongoWebhookStatuses(request.getfixturevalue("mongo"))


async def test_gives_back_the_last_that_was_put(statuses: WebhookStatuses) -> None:
    """One by one, and all by webhook."""
    await statuses.put_async("w-1", FAILING)
    await statuses.put_async("w-1", WELL)
    await statuses.put_async("w-2", FAILING)
    assert await statuses.find_async("w-1") == WELL
    assert dict(await statuses.all_async()) == {"w-1": WELL, "w-2": FAILING}


async def test_is_empty_when_nothing_was_delivered(statuses: WebhookStatuses) -> None:
    """Neither success nor failure is claimed; nothing is kept for the question."""
    assert await statuses.find_async("w-1") == WebhookStatus()
    assert dict(await statuses.all_async()) == {}


async def test_is_gone_when_removed(statuses: WebhookStatuses) -> None:
    """Others stay; to remove what is not there does no harm."""
    await statuses.put_async("w-1", WELL)
    await statuses.put_async("w-2", FAILING)
    for _ in range(2):
        await statuses.remove_async("w-1")
    assert dict(await statuses.all_async()) == {"w-2": FAILING}
