"""API keys: made, shown, expired, revoked, and never kept."""

from collections.abc import AsyncIterator

import pytest

from application.access.api_key_authenticator import BOOTSTRAP, ApiKeyAuthenticator
from application.access.create_api_key_command import CreateApiKeyCommand, CreatedApiKey
from application.access.key_digest import KeyDigest
from application.access.list_api_keys_query import ListApiKeysQuery
from application.access.revoke_api_key_command import RevokeApiKeyCommand
from domain.access.principal import Principal, Role
from fakes.fake_process import FakeProcess, FakeWorld, settings_with

BOOTSTRAP_KEY = "cmlf_bootstrap"
DAY = 86_400.0


@pytest.fixture
def world() -> FakeWorld:
    """No keys yet."""
    return FakeWorld()


@pytest.fixture
async def process(world: FakeWorld) -> AsyncIterator[FakeProcess]:
    """The service with a bootstrap key."""
    async with FakeProcess(world, bootstrap_admin_key=BOOTSTRAP_KEY) as started:
        yield started


async def new_key(process: FakeProcess, expires_in_days: int | None = None) -> CreatedApiKey:
    """Make a viewer's key."""
    command = CreateApiKeyCommand(name="wall", role=Role.VIEWER, expires_in_days=expires_in_days)
    result = await process.send_async(command)
    created: CreatedApiKey = result.data
    assert result.status == 201
    return created


async def who(process: FakeProcess, secret: str) -> Principal | None:
    """Who shows this key."""
    return await process.get(ApiKeyAuthenticator).authenticate_async(secret)


async def test_key_opens_with_its_role_when_shown(process: FakeProcess) -> None:
    """Its principal has a stable id, a name for people and its role."""
    created = await new_key(process)
    assert await who(process, created.secret) == Principal(f"key:{created.key.id}", "wall", Role.VIEWER)
    assert created.key.created_by == "key:ADMIN"


async def test_secret_is_not_kept(world: FakeWorld, process: FakeProcess) -> None:
    """What is kept is a digest under a pepper that is not in the database."""
    created = await new_key(process)
    [kept] = world.keys.keys.values()
    assert created.secret not in repr(kept)
    assert kept.digest == process.get(KeyDigest).of(created.secret)
    assert kept.digest != KeyDigest(settings_with(api_key_pepper="q" * 32)).of(created.secret)


async def test_secrets_are_never_the_same() -> None:
    """256 random bits behind a prefix that scanners for leaks can find."""
    secrets = {KeyDigest.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(secret.startswith("cmlf_") and len(secret) >= 48 for secret in secrets)


@pytest.mark.parametrize("secret", ["", "cmlf_", "cmlf_wrong", "Bearer x", "é"])
async def test_nothing_opens_when_the_key_is_wrong(world: FakeWorld, process: FakeProcess, secret: str) -> None:
    """What does not look like a key is not even looked up."""
    assert await who(process, secret) is None
    assert world.keys.lookups == secret.startswith("cmlf_")


async def test_key_opens_until_it_expires(world: FakeWorld, process: FakeProcess) -> None:
    """Not a moment longer, also when it was seen just before."""
    created = await new_key(process, expires_in_days=1)
    world.clock.pass_seconds(DAY - 1)
    assert await who(process, created.secret)
    world.clock.pass_seconds(1)
    assert await who(process, created.secret) is None


async def test_revoked_key_opens_nothing(process: FakeProcess) -> None:
    """At once in this process; revoking it again changes nothing."""
    created = await new_key(process)
    assert await who(process, created.secret)
    for _ in range(2):
        assert (await process.send_async(RevokeApiKeyCommand(created.key.id))).status == 204
        assert await who(process, created.secret) is None


async def test_revoked_key_opens_another_process_for_two_seconds_at_most(
    world: FakeWorld, process: FakeProcess
) -> None:
    """That is how long a process remembers a key."""
    created = await new_key(process)
    async with FakeProcess(world) as other:
        assert await who(other, created.secret)
        await process.send_async(RevokeApiKeyCommand(created.key.id))
        world.clock.pass_seconds(1.9)
        assert await who(other, created.secret)
        world.clock.pass_seconds(0.1)
        assert await who(other, created.secret) is None


async def test_revoking_is_refused_when_there_is_no_such_key(process: FakeProcess) -> None:
    """404."""
    assert (await process.send_async(RevokeApiKeyCommand("unknown"))).status == 404


async def test_keys_are_listed_oldest_first(process: FakeProcess) -> None:
    """Also those that were revoked."""
    created = [await new_key(process), await new_key(process)]
    await process.send_async(RevokeApiKeyCommand(created[0].key.id))
    listed = (await process.send_async(ListApiKeysQuery())).data
    assert [key.id for key in listed] == [one.key.id for one in created]
    assert [key.revoked_at is None for key in listed] == [False, True]


async def test_bootstrap_key_opens_without_the_database(world: FakeWorld, process: FakeProcess) -> None:
    """The first keys are made with it; without one set, nothing is the bootstrap key."""
    assert await who(process, BOOTSTRAP_KEY) == BOOTSTRAP
    assert world.keys.lookups == 0
    async with FakeProcess(world) as without:
        assert await who(without, BOOTSTRAP_KEY) is None


async def test_database_is_spared_when_a_key_is_used_much(world: FakeWorld, process: FakeProcess) -> None:
    """One lookup in two seconds, one note of its use a minute; what is remembered does not pile up."""
    created = await new_key(process)
    for _ in range(60):
        await who(process, created.secret)
        world.clock.pass_seconds(1)
    assert (world.keys.lookups, world.keys.uses) == (30, 1)
    await who(process, created.secret)
    assert world.keys.uses == 2
    world.clock.pass_seconds(5)
    await who(process, (await new_key(process)).secret)
    assert len(process.get(ApiKeyAuthenticator)._seen) == 1
