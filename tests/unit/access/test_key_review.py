"""Who may no longer do what it was let in for."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from application.access.api_key_authenticator import BOOTSTRAP
from application.access.create_api_key_command import CreateApiKeyCommand
from application.access.key_review import KeyReview
from application.access.revoke_api_key_command import RevokeApiKeyCommand
from domain.access.api_key import ApiKey
from domain.access.principal import Role
from fakes.fake_process import FakeProcess, FakeWorld

DAY = 86_400.0


@pytest.fixture
async def process() -> AsyncIterator[FakeProcess]:
    """The service."""
    async with FakeProcess(FakeWorld()) as started:
        yield started


async def new_key(process: FakeProcess, expires_in_days: int | None = None) -> ApiKey:
    """Make a key."""
    command = CreateApiKeyCommand(name="wall", role=Role.VIEWER, expires_in_days=expires_in_days)
    key: ApiKey = (await process.send_async(command)).data.key
    return key


async def test_names_those_whose_key_has_ended_and_why() -> None:
    """Revoked, expired or gone; who has a valid key, the bootstrap key or no key at all is left alone."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        valid, revoked, expired = await new_key(process), await new_key(process), await new_key(process, 1)
        asked = {key.principal.id for key in (valid, revoked, expired)} | {BOOTSTRAP.id, "system", "key:gone"}
        assert await process.get(KeyReview).ended_async(asked) == {"key:gone": "key_revoked"}
        await process.send_async(RevokeApiKeyCommand(revoked.id))
        world.clock.pass_seconds(DAY)
        assert await process.get(KeyReview).ended_async(asked) == {
            revoked.principal.id: "key_revoked",
            expired.principal.id: "key_expired",
            "key:gone": "key_revoked",
        }


async def test_reads_no_keys_when_nobody_needs_one(process: FakeProcess) -> None:
    """A service that nobody listens to asks its database nothing."""
    assert await process.get(KeyReview).ended_async({BOOTSTRAP.id}) == {}


async def test_is_due_at_once_when_a_key_is_revoked_here(process: FakeProcess) -> None:
    """Once for each time, and otherwise after the time it was given."""
    key, review = await new_key(process), process.get(KeyReview)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(review.due_async(3600))
        await process.send_async(RevokeApiKeyCommand(key.id))
    async with asyncio.timeout(5):
        await review.due_async(0.001)
