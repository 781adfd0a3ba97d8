"""The secrets of webhooks after a change of keys."""

from application.cml.rotate_cml_credentials_command import RotateCMLCredentialsCommand
from fakes.fake_process import FakeProcess, FakeWorld

from .conftest import created


async def test_are_sealed_anew_when_keys_are_rotated(world: FakeWorld, process: FakeProcess) -> None:
    """Once; those that no key opens are named."""
    async with process:
        webhook = (await created(process)).webhook
        world.sealer.key_id = "key-2"
        for counts in ((1, 0), (0, 1)):
            rotation = (await process.send_async(RotateCMLCredentialsCommand())).data
            assert ((rotation.resealed, rotation.already), rotation.lost) == (counts, [])
        assert world.webhooks.records[webhook.id].sealed.key_id == "key-2"
        world.sealer.key_id, world.sealer.lost = "key-3", {"key-2"}
        rotation = (await process.send_async(RotateCMLCredentialsCommand())).data
    assert rotation.lost == [f"webhook-{webhook.id}"]
