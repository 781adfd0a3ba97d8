import asyncio
from datetime import timedelta

import pytest

from application.ports.idempotency_store import (
    CLAIMED,
    KEPT,
    IdempotencyKeyInFlightError,
    IdempotencyKeyReusedError,
    IdempotencyStore,
    KeptReply,
    KeyClaim,
    KeyedRequest,
)
from fakes.fake_clock import FakeClock
from fakes.in_memory_idempotency_store import InMemoryIdempotencyStore
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_idempotency_store import MongoIdempotencyStore

REQUEST = KeyedRequest("some-id", "some-fingerprint")
OTHER = KeyedRequest("some-id", "other-fingerprint")
REPLY = KeptReply(201, {"content-type": "application/json"}, b'{"id": "a"}')


@pytest.fixture
def clock() -> FakeClock:
    """A clock moved by hand."""
    return FakeClock()


@pytest.fixture(params=["in_memory", "mongo"])
def store(request: pytest.FixtureRequest, clock: FakeClock) -> IdempotencyStore:
    """Each kind of store there is."""
    if request.param == "in_memory":
        return InMemoryIdempotencyStore(clock)
    return MongoIdempotencyStore(request.getfixturevalue("mongo"), clock)


async def claim_of(store: IdempotencyStore, request: KeyedRequest = REQUEST) -> KeyClaim:
    """Claim what nobody else holds."""
    claim = await store.claim_async(request)
    assert isinstance(claim, KeyClaim)
    return claim


def pass_time(clock: FakeClock, time: timedelta) -> None:
    """Let so much time pass, and a moment."""
    clock.pass_seconds(time.total_seconds() + 0.001)


async def test_gives_back_the_reply_when_the_same_request_comes_again(store: IdempotencyStore) -> None:
    """What was kept comes back as it was; what was carried out without a reply to keep, too."""
    await store.keep_async(await claim_of(store), REPLY)
    assert await store.claim_async(REQUEST) == REPLY
    unkept = KeyedRequest("another-id", "some-fingerprint")
    await store.keep_async(await claim_of(store, unkept), KeptReply(201, {}, None))
    assert await store.claim_async(unkept) == KeptReply(201, {}, None)


async def test_refuses_when_another_request_comes_under_the_key(store: IdempotencyStore) -> None:
    """Also while the first one is carried out."""
    claim = await claim_of(store)
    with pytest.raises(IdempotencyKeyReusedError):
        await store.claim_async(OTHER)
    await store.keep_async(claim, REPLY)
    with pytest.raises(IdempotencyKeyReusedError):
        await store.claim_async(OTHER)


async def test_refuses_while_the_request_is_carried_out(store: IdempotencyStore, clock: FakeClock) -> None:
    """A claim holds for its time, and from each renewal on again."""
    claim = await claim_of(store)
    with pytest.raises(IdempotencyKeyInFlightError):
        await store.claim_async(REQUEST)
    pass_time(clock, CLAIMED / 2)
    await store.renew_async(claim)
    pass_time(clock, CLAIMED / 2)
    with pytest.raises(IdempotencyKeyInFlightError):
        await store.claim_async(REQUEST)


async def test_is_taken_over_when_a_claim_lapses(store: IdempotencyStore, clock: FakeClock) -> None:
    """Who died with a claim locks its key no longer than that; whoever lost one changes nothing any more."""
    lost = await claim_of(store)
    pass_time(clock, CLAIMED)
    claim = await claim_of(store)
    await store.keep_async(lost, KeptReply(500, {}, b""))
    await store.release_async(lost)
    await store.renew_async(lost)
    with pytest.raises(IdempotencyKeyInFlightError):
        await store.claim_async(REQUEST)
    await store.keep_async(claim, REPLY)
    assert await store.claim_async(REQUEST) == REPLY


async def test_is_free_again_when_released(store: IdempotencyStore) -> None:
    """A request that failed may be sent again, also changed."""
    await store.release_async(await claim_of(store))
    await claim_of(store, OTHER)


async def test_forgets_when_a_day_has_passed(store: IdempotencyStore, clock: FakeClock) -> None:
    """Then the key is as good as new, whether the database has swept it away or not."""
    await store.keep_async(await claim_of(store), REPLY)
    pass_time(clock, KEPT)
    await claim_of(store, OTHER)


async def test_gives_one_claim_when_many_ask_at_once(store: IdempotencyStore, clock: FakeClock) -> None:
    """Both for a new key and for a claim that lapsed."""
    for _ in range(2):
        asked = await asyncio.gather(*(store.claim_async(REQUEST) for _ in range(20)), return_exceptions=True)
        assert sum(isinstance(outcome, KeyClaim) for outcome in asked) == 1
        assert sum(isinstance(outcome, IdempotencyKeyInFlightError) for outcome in asked) == 19
        pass_time(clock, CLAIMED)


async def test_is_swept_away_by_the_database(mongo: MongoDatabase) -> None:
    """A TTL index removes what is over."""
    indexes = await mongo.documents["idempotency"].index_information()
    assert [index["key"] for index in indexes.values() if index.get("expireAfterSeconds") == 0] == [[("expires_at", 1)]]
