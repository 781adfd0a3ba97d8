from datetime import timedelta

import pytest

from domain.access.api_key import ApiKey, ApiKeyRepository
from domain.access.principal import Role
from fakes.fake_clock import NOON
from fakes.in_memory_api_key_repository import InMemoryApiKeyRepository
from integration.mongo.mongo_api_key_repository import MongoApiKeyRepository


@pytest.fixture(params=["in_memory", "mongo"])
def keys(request: pytest.FixtureRequest) -> ApiKeyRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryApiKeyRepository()
    return MongoApiKeyRepository(request.getfixturevalue("mongo"))


def key(number: int, **fields: object) -> ApiKey:
    """Make the n-th key."""
    known = {"name": f"key {number}", "role": Role.OPERATOR, "created_at": NOON, "created_by": "key:bootstrap"}
    return ApiKey(id=f"id-{number}", digest=f"digest-{number}", **{**known, **fields})  # type: ignore[arg-type]


async def test_gives_back_what_was_added_when_listed(keys: ApiKeyRepository) -> None:
    """Keys come back as they were, oldest first, and are found by their digest alone."""
    added = [key(1, expires_at=NOON + timedelta(days=1)), key(2, role=Role.ADMIN)]
    for each in reversed(added):
        await keys.add_async(each)
    assert await keys.list_async() == added
    assert await keys.find_by_digest_async("digest-2") == added[1]
    assert await keys.find_by_digest_async("digest-3") is None


async def test_stays_revoked_when_revoked_again(keys: ApiKeyRepository) -> None:
    """A key is revoked once, at the time it was revoked first; an unknown one is not there to be revoked."""
    await keys.add_async(key(1))
    assert await keys.revoke_async("id-1", NOON)
    assert await keys.revoke_async("id-1", NOON + timedelta(hours=1))
    assert (await keys.list_async())[0].revoked_at == NOON
    assert not await keys.revoke_async("id-2", NOON)


async def test_remembers_its_use_when_used(keys: ApiKeyRepository) -> None:
    """The last use is kept and changes nothing else."""
    await keys.add_async(key(1))
    await keys.record_use_async("id-1", NOON)
    assert await keys.list_async() == [key(1, last_used_at=NOON)]
