"""The secrets of webhooks after a change of keys."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from application.cml.rotate_cml_credentials_command import CMLCredentialsRotation, RotateCMLCredentialsCommand
from application.webhook.rotate_webhook_secret_command import RotateWebhookSecretCommand
from application.webhook.webhook_secrets import BOTH_VALID
from domain.cml.sealed_secret import SealedSecret
from domain.webhook.webhook import Webhook
from fakes.fake_process import FakeProcess, FakeWorld

from .conftest import created


async def rotated(process: FakeProcess) -> CMLCredentialsRotation:
    """Seal everything with the present key."""
    rotation: CMLCredentialsRotation = (await process.send_async(RotateCMLCredentialsCommand())).data
    return rotation


async def of_two_secrets(world: FakeWorld, process: FakeProcess) -> str:
    """A webhook with a secret of the key `key-2` and one before of the key `key-1`; `key-3` is the present one."""
    webhook_id = (await created(process)).webhook.id
    world.sealer.key_id = "key-2"
    await process.send_async(RotateWebhookSecretCommand(webhook_id))
    world.sealer.key_id = "key-3"
    return webhook_id


def while_sealing(world: FakeWorld, monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Do something once, between reading a webhook and writing it."""
    seal, pending = world.sealer.seal, [act]

    def seal_meanwhile(secret: str, bound_to: str) -> SealedSecret:
        while pending:
            pending.pop()()
        return seal(secret, bound_to)

    monkeypatch.setattr(world.sealer, "seal", seal_meanwhile)


async def test_are_sealed_anew_when_keys_are_rotated(world: FakeWorld, process: FakeProcess) -> None:
    """Once; those that no key opens are named."""
    async with process:
        webhook = (await created(process)).webhook
        world.sealer.key_id = "key-2"
        for counts in ((1, 0), (0, 1)):
            rotation = await rotated(process)
            assert ((rotation.resealed, rotation.already), rotation.lost) == (counts, [])
        assert world.webhooks.records[webhook.id].sealed.key_id == "key-2"
        world.sealer.key_id, world.sealer.lost = "key-3", {"key-2"}
        rotation = await rotated(process)
    assert rotation.lost == [f"webhook-{webhook.id}"]


async def test_both_are_sealed_anew_while_both_are_signed_with(world: FakeWorld, process: FakeProcess) -> None:
    """The one before goes on for as long as it would have."""
    async with process:
        webhook_id = await of_two_secrets(world, process)
        until = world.webhooks.records[webhook_id].previous_until
        assert (await rotated(process)).resealed == 1
    after = world.webhooks.records[webhook_id]
    assert after.previous is not None
    assert (after.sealed.key_id, after.previous.key_id, after.previous_until) == ("key-3", "key-3", until)
    assert after.sealed != after.previous


async def test_is_lost_when_one_that_is_signed_with_does_not_open(world: FakeWorld, process: FakeProcess) -> None:
    """Its receiver still relies on the one before."""
    async with process:
        webhook_id = await of_two_secrets(world, process)
        world.sealer.lost = {"key-1"}
        assert (await rotated(process)).lost == [f"webhook-{webhook_id}"]


async def test_one_before_is_let_go_when_it_has_expired(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody signs with it any more: that no key opens it makes no webhook lost."""
    async with process:
        webhook_id = await of_two_secrets(world, process)
        world.clock.pass_seconds(BOTH_VALID.total_seconds())
        world.sealer.lost = {"key-1"}
        rotation = await rotated(process)
        assert (rotation.resealed, rotation.lost) == (1, [])
        assert (await rotated(process)).already == 1
    after = world.webhooks.records[webhook_id]
    assert (after.sealed.key_id, after.previous, after.previous_until) == ("key-3", None, None)


async def test_is_taken_again_when_somebody_changes_it_meanwhile(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was changed stays, and the secret is sealed anew all the same."""
    async with process:
        webhook: Webhook = world.webhooks.records[(await created(process)).webhook.id]
        world.sealer.key_id = "key-2"
        renamed = replace(webhook, name="other", version=2)
        while_sealing(world, monkeypatch, lambda: world.webhooks.records.update({webhook.id: renamed}))
        rotation = await rotated(process)
    assert (rotation.resealed, rotation.lost) == (1, [])
    after = world.webhooks.records[webhook.id]
    assert (after.name, after.sealed.key_id, after.version) == ("other", "key-2", 3)


async def test_is_not_lost_when_somebody_removes_it_meanwhile(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing left to be sealed."""
    async with process:
        await created(process)
        world.sealer.key_id = "key-2"
        while_sealing(world, monkeypatch, world.webhooks.records.clear)
        rotation = await rotated(process)
    assert ((rotation.resealed, rotation.already), rotation.lost) == ((0, 0), [])
