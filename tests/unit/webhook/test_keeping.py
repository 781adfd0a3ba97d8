"""What people do with webhooks: look, change, try, rotate the secret, remove."""

from typing import Any

import pytest

from application.events.durable.durable_consumer import consumer_name
from application.ports.webhook_sender import WebhookUnreachableError
from application.webhook.deliver_webhook_handler import DeliverWebhookHandler
from application.webhook.get_webhook_query import GetWebhookQuery
from application.webhook.list_webhooks_query import ListWebhooksQuery
from application.webhook.remove_webhook_command import RemoveWebhookCommand
from application.webhook.rotate_webhook_secret_command import RotateWebhookSecretCommand
from application.webhook.try_webhook_command import TryWebhookCommand
from application.webhook.update_webhook_command import BY_A_PERSON, UpdateWebhookCommand
from application.webhook.webhook_secrets import BOTH_VALID
from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import WebhookMode
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import committed, start, stop

from .conftest import URL, created, pass_seconds

NOBODY = "nobody"
OTHER = "https://hooks.example/two"


async def test_are_listed_with_how_they_go(world: FakeWorld, process: FakeProcess) -> None:
    """The oldest first; one that was told nothing yet neither succeeds nor fails."""
    async with process:
        first = (await created(process, event_types=("status",))).webhook
        world.clock.pass_seconds(1)
        second = (await created(process, OTHER, event_types=("lifecycle",))).webhook
        worker = await committed(process)
        await process.commit_async(stop(worker))
        await until(lambda: first.id in world.webhook_statuses.records and world.receivers.taken[OTHER])
        await until(lambda: second.id in world.webhook_statuses.records)
        third = (await created(process, "https://hooks.example/three", subjects=("none",))).webhook
        listed = (await process.send_async(ListWebhooksQuery())).data
    assert [webhook.id for webhook in listed] == [first.id, second.id, third.id]
    assert [webhook.last_success_at is not None for webhook in listed] == [True, True, False]


async def test_changes_what_is_named_and_leaves_the_rest(process: FakeProcess) -> None:
    """Name, address, filter, mode; somebody who turns it off is the reason that is shown."""
    async with process:
        before = (await created(process, event_types=("status",))).webhook
        words = FilterWords(event_types=("metrics", "worker.imported"), tags=("course:ccnp",))
        for change in ({"name": "other"}, {"url": OTHER}, {"words": words}, {"mode": WebhookMode.STRUCTURED}):
            await process.send_async(UpdateWebhookCommand(webhook_id=before.id, **change))
        off = (await process.send_async(UpdateWebhookCommand(webhook_id=before.id, enabled=False))).data
        on = (await process.send_async(UpdateWebhookCommand(webhook_id=before.id, enabled=True))).data
    assert (off.name, off.url, off.filter, off.mode) == ("other", OTHER, words, WebhookMode.STRUCTURED)
    assert (off.enabled, off.disabled_reason) == (False, BY_A_PERSON)
    assert (on.enabled, on.disabled_reason, on.version) == (True, "", 7)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "http://169.254.169.254/"}, "invalid_request"),
        ({"words": FilterWords(event_types=("worker.dreamt",))}, "unknown_event_type"),
        ({"words": FilterWords(tags=("course",))}, "invalid_tag"),
    ],
)
async def test_stays_as_it_is_when_a_change_is_refused(
    world: FakeWorld, process: FakeProcess, change: dict[str, Any], code: str
) -> None:
    """An address that nothing may be sent to, and words that are none."""
    async with process:
        before = world.webhooks.records[(await created(process)).webhook.id]
        refused = await process.send_async(UpdateWebhookCommand(webhook_id=before.id, **change))
    assert (refused.status, refused.error.code) == (422, code)
    assert world.webhooks.records[before.id] == before


async def test_conflict_is_told_when_somebody_else_was_faster(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost: who comes second looks again."""
    async with process:
        webhook = (await created(process)).webhook
        as_it_was = world.webhooks.records[webhook.id]
        await process.send_async(UpdateWebhookCommand(webhook_id=webhook.id, name="first"))

        async def find_late(_: str) -> object:
            return as_it_was

        monkeypatch.setattr(world.webhooks, "find_async", find_late)
        refused = await process.send_async(UpdateWebhookCommand(webhook_id=webhook.id, name="second"))
    assert refused.status == 409
    assert world.webhooks.records[webhook.id].name == "first"


@pytest.mark.parametrize(
    "request_of_none",
    [
        GetWebhookQuery(NOBODY),
        RemoveWebhookCommand(NOBODY),
        RotateWebhookSecretCommand(NOBODY),
        TryWebhookCommand(NOBODY),
        UpdateWebhookCommand(webhook_id=NOBODY, name="any"),
    ],
)
async def test_are_refused_when_there_is_none(process: FakeProcess, request_of_none: Any) -> None:
    """Whatever is wanted of it."""
    async with process:
        assert (await process.send_async(request_of_none)).status == 404


async def test_try_says_what_came_back(world: FakeWorld, process: FakeProcess) -> None:
    """Also where it failed, which is no error; the event is for this webhook alone and is not tried again."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        await process.send_async(UpdateWebhookCommand(webhook_id=webhook.id, enabled=False))
        well = (await process.send_async(TryWebhookCommand(webhook.id))).data
        world.receivers.faults[URL] = WebhookUnreachableError("the receiver gave no answer in time")
        badly = (await process.send_async(TryWebhookCommand(webhook.id))).data
        await pass_seconds(world, 60)
    assert (well.delivered, well.status, well.error) == (True, 204, "")
    assert (badly.delivered, badly.status, badly.error) == (False, None, "the receiver gave no answer in time")
    sent = [delivery.cloud_event for delivery in world.receivers.deliveries]
    assert [event["subject"] for event in sent] == [webhook.id, webhook.id]
    assert sent[0]["id"] != sent[1]["id"]
    assert sent[0]["type"].endswith(".webhook.test.v1")


async def test_signs_with_both_secrets_for_a_day_when_it_was_rotated(world: FakeWorld, process: FakeProcess) -> None:
    """The new one first; after that with the new one alone."""
    async with process:
        made = await created(process)
        rotated = (await process.send_async(RotateWebhookSecretCommand(made.webhook.id))).data
        await process.send_async(TryWebhookCommand(made.webhook.id))
        world.clock.pass_seconds(BOTH_VALID.total_seconds())
        await process.send_async(TryWebhookCommand(made.webhook.id))
    assert rotated.secret.startswith("whsec_")
    secrets = [delivery.secrets for delivery in world.receivers.deliveries]
    assert secrets == [[rotated.secret, made.secret], [rotated.secret]]


async def test_nothing_is_left_or_told_when_it_was_removed(world: FakeWorld, process: FakeProcess) -> None:
    """Neither its cursor nor how it went."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        await process.commit_async(stop(worker))
        await until(lambda: world.webhook_statuses.records)
        assert (await process.send_async(RemoveWebhookCommand(webhook.id))).status == 204
        await process.commit_async(start(worker))
        await pass_seconds(world, 60)
    assert len(world.receivers.tries[URL]) == 1
    assert consumer_name(DeliverWebhookHandler, webhook.id) not in world.consumers.consumers
    assert world.webhooks.records == {}
    assert world.webhook_statuses.records == {}


async def test_go_on_when_the_database_is_away_for_the_host(world: FakeWorld, process: FakeProcess) -> None:
    """Those that are known are told as before."""
    async with process:
        await created(process, event_types=("status",))
        worker = await committed(process)
        await process.commit_async(stop(worker))
        await until(lambda: world.receivers.taken[URL])
        world.webhooks.down = True
        await pass_seconds(world, 30)
        await process.commit_async(start(worker))
        await until(lambda: len(world.receivers.taken[URL]) == 2)
