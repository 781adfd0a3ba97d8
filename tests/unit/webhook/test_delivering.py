"""What receivers are told: at least once, in one order per subject, whatever happens to them."""

from dataclasses import replace

import pytest

from application.events.redeliver_dead_letter_command import RedeliverDeadLetterCommand
from application.ports.webhook_sender import WebhookGoneError, WebhookRefusedError, WebhookUnreachableError
from application.webhook import waiting_events
from application.webhook.get_webhook_deliveries_query import GetWebhookDeliveriesQuery
from application.webhook.get_webhook_query import GetWebhookQuery
from application.webhook.update_webhook_command import UpdateWebhookCommand
from application.webhook.waiting_events import Waiting
from application.webhook.webhook_host import WebhookHost
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import committed, start, stop

from .conftest import URL, created, hosting, pass_seconds, pass_time_until

HOUR = 3600
OTHER = "https://hooks.example/two"
AWAY = WebhookUnreachableError("the receiver gave no answer in time")


async def test_tells_what_passes_the_filter_when_it_happens(world: FakeWorld, process: FakeProcess) -> None:
    """What happened before is not told; what others want is not either."""
    async with process:
        worker = await committed(process)
        await created(process, event_types=("status",))
        await process.commit_async(stop(worker))
        await until(lambda: world.receivers.taken[URL])
    assert world.receivers.taken[URL] == [(worker.state.id, 2)]


async def test_loses_nothing_and_keeps_the_order_when_a_receiver_is_down_for_an_hour(
    world: FakeWorld, process: FakeProcess
) -> None:
    """It is asked now and then, not for each event; another receiver hears at once."""
    async with process:
        await created(process, event_types=("status", "lifecycle"))
        await created(process, OTHER, event_types=("status", "lifecycle"))
        world.receivers.faults[URL] = AWAY
        worker = await committed(process)
        for _ in range(5):
            await process.commit_async(stop(worker))
            await process.commit_async(start(worker))
        await until(lambda: len(world.receivers.taken[OTHER]) == 11)
        await pass_seconds(world, HOUR)
        assert len(world.receivers.tries[URL]) < 40
        del world.receivers.faults[URL]
        await pass_seconds(world, 600)
    assert world.receivers.taken[URL] == world.receivers.taken[OTHER]
    versions = [version for _, version in world.receivers.taken[URL]]
    assert (versions, len(versions)) == (sorted(set(versions)), 11)


async def test_goes_on_when_another_webhook_wants_what_nobody_knows(
    world: FakeWorld, process: FakeProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    """A later version of the service has kept it: it rests, which is told once, and harms no other."""
    async with process:
        strange = (await created(process, OTHER, event_types=("status",))).webhook
        kept = world.webhooks.records[strange.id]
        world.webhooks.records[strange.id] = replace(kept, words=replace(kept.words, event_types=("of.tomorrow",)))
        await created(process, event_types=("status",))
        worker = await committed(process)
        for _ in range(3):
            process.get(WebhookHost).look_again()
            await pass_seconds(world, 10)
        told = (await process.send_async(GetWebhookDeliveriesQuery(strange.id))).data
        assert told.waiting == Waiting(0, is_least=True)
        await process.commit_async(stop(worker))
        await until(lambda: world.receivers.taken[URL])
    assert world.receivers.taken[OTHER] == []
    assert capsys.readouterr().out.count("webhook_rests") == 1


async def test_is_turned_off_when_the_receiver_is_gone(world: FakeWorld, process: FakeProcess) -> None:
    """With a reason and an event; what waits is told when somebody turns it on again."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        world.receivers.faults[URL] = WebhookGoneError("the receiver is gone (HTTP 410)")
        await process.commit_async(stop(worker))
        await until(lambda: not world.webhooks.records[webhook.id].enabled)
        shown = (await process.send_async(GetWebhookQuery(webhook.id))).data
        assert "410" in shown.disabled_reason
        assert [event.short_type for event in process.heard][-1] == "webhook.disabled"
        del world.receivers.faults[URL]
        await process.send_async(UpdateWebhookCommand(webhook_id=webhook.id, enabled=True))
        await pass_seconds(world, 60)
    assert world.receivers.taken[URL] == [(worker.state.id, 2)]


async def test_becomes_a_letter_when_an_event_was_refused_for_a_day(world: FakeWorld, process: FakeProcess) -> None:
    """Its subject goes on then; other subjects were never held up."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        world.receivers.faults[URL] = WebhookRefusedError("the receiver answers with HTTP 500")
        await process.commit_async(stop(worker))
        began = world.clock.seconds
        world.clock.pass_seconds(23 * HOUR)  # longer than any lease
        await pass_time_until(world, lambda: world.letters.letters, 2 * HOUR)
        assert world.clock.seconds >= began + 24 * HOUR
        told = (await process.send_async(GetWebhookDeliveriesQuery(webhook.id))).data
        assert [letter.message for letter in told.letters] == ["the receiver answers with HTTP 500"]
        assert told.webhook.failing_since is not None


async def test_says_so_when_a_letter_comes_after_newer_events(world: FakeWorld, process: FakeProcess) -> None:
    """Its place among those of its subject is told by its sequence; nothing else is marked."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        world.receivers.faults[URL] = WebhookRefusedError("the receiver answers with HTTP 500")
        await process.commit_async(stop(worker))
        world.clock.pass_seconds(23 * HOUR)
        await pass_time_until(world, lambda: world.letters.letters, 2 * HOUR)
        del world.receivers.faults[URL]
        await process.commit_async(start(worker))
        await pass_time_until(world, lambda: world.receivers.taken[URL], HOUR)
        [letter] = (await process.send_async(GetWebhookDeliveriesQuery(webhook.id))).data.letters
        await process.send_async(RedeliverDeadLetterCommand(letter_id=letter.id))
        await pass_time_until(world, lambda: len(world.receivers.taken[URL]) == 2, HOUR)
    taken = [each.cloud_event for each in world.receivers.deliveries[-2:]]
    assert [(event["sequence"], event.get("redelivered")) for event in taken] == [("3", None), ("2", "true")]


async def test_counts_what_waits_when_a_receiver_is_away(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own events alone, of as many as may be looked at."""

    async def waiting() -> Waiting:
        told: Waiting = (await process.send_async(GetWebhookDeliveriesQuery(webhook.id))).data.waiting
        return told

    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        await pass_seconds(world, 10)
        assert await waiting() == Waiting(0, is_least=False)
        world.receivers.faults[URL] = AWAY
        for number in (2, 3):
            await process.commit_async(stop(worker))
            await committed(process, number)
            await process.commit_async(start(worker))
        assert await waiting() == Waiting(4, is_least=False)
        monkeypatch.setattr(waiting_events, "LOOKED_AT", 1)
        monkeypatch.setattr(waiting_events, "READ_EVENTS", 1)
        assert (await waiting()).is_least


async def test_is_told_by_one_process_when_two_host_it(world: FakeWorld, process: FakeProcess) -> None:
    """The lease says which."""
    async with process, hosting(world) as other:
        await created(process, event_types=("status",))
        await pass_seconds(world, 60)
        worker = await committed(other)
        await other.commit_async(stop(worker))
        await until(lambda: world.receivers.taken[URL])
        await pass_seconds(world, 60)
    assert world.receivers.taken[URL] == [(worker.state.id, 2)]


async def test_goes_on_when_the_process_is_killed_in_a_delivery(world: FakeWorld, process: FakeProcess) -> None:
    """Another one tells what was not done."""
    async with process:
        await created(process, event_types=("status",))
        worker = await committed(process)
        world.receivers.faults[URL] = AWAY
        await process.commit_async(stop(worker))
        await until(lambda: world.receivers.tries[URL])
        process.kill()
    del world.receivers.faults[URL]
    async with hosting(world):
        await pass_seconds(world, 60)
    assert world.receivers.taken[URL] == [(worker.state.id, 2)]


async def test_is_seen_to_fail_when_no_key_opens_its_secret(world: FakeWorld, process: FakeProcess) -> None:
    """Nothing goes out unsigned; it is told once the key is there again."""
    async with process:
        webhook = (await created(process, event_types=("status",))).webhook
        worker = await committed(process)
        world.sealer.lost = {"key-1"}
        await process.commit_async(stop(worker))
        await until(lambda: webhook.id in world.webhook_statuses.records)
        shown = (await process.send_async(GetWebhookQuery(webhook.id))).data
        assert (shown.last_error, world.receivers.tries[URL]) == ("no key opens it", [])
        world.sealer.lost = set()
        await pass_seconds(world, 60)
    assert world.receivers.taken[URL] == [(worker.state.id, 2)]
