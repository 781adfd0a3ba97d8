from dataclasses import replace

import pytest

from application.ports.consumers import Consumer, Consumers, FailingEvent
from fakes.fake_clock import NOON
from fakes.in_memory_consumers import InMemoryConsumers
from integration.mongo.mongo_consumers import MongoConsumers

NEW = Consumer(handler="Archive", epoch="5eed0001", cursor=7)


@pytest.fixture(params=["in_memory", "mongo"])
def consumers(request: pytest.FixtureRequest) -> Consumers:
    """Each kind of cursors there is."""
    return InMemoryConsumers() if request.param == "in_memory" else MongoConsumers(request.getfixturevalue("mongo"))


class TestConsumerContract:
    """What every kind of cursors promises."""

    async def test_stays_when_opened_again(self, consumers: Consumers) -> None:
        """Only a new handler begins at the head of the log."""
        await consumers.open_async(NEW)
        await consumers.open_async(replace(NEW, cursor=9))
        assert await consumers.claim_async("Archive", 1) == replace(NEW, term=1)

    async def test_comes_back_as_it_was_saved_when_claimed_again(self, consumers: Consumers) -> None:
        """With the events that fail, in the same term and in later ones."""
        await consumers.open_async(NEW)
        claimed = await consumers.claim_async("Archive", 1)
        assert claimed is not None
        failing = (FailingEvent(sequence=9, attempts=2, first_failed_at=NOON),)
        saved = replace(claimed, cursor=8, failing=failing)
        assert await consumers.save_async(saved)
        assert await consumers.claim_async("Archive", 1) == saved
        assert await consumers.claim_async("Archive", 4) == replace(saved, term=4)

    async def test_is_moved_by_nobody_when_a_later_term_has_claimed_it(self, consumers: Consumers) -> None:
        """The fence: who has lost the lease writes nothing, and cannot claim."""
        await consumers.open_async(NEW)
        early = await consumers.claim_async("Archive", 1)
        late = await consumers.claim_async("Archive", 2)
        assert early is not None
        assert late is not None
        assert not await consumers.save_async(replace(early, cursor=100))
        assert await consumers.claim_async("Archive", 1) is None
        assert await consumers.claim_async("Archive", 2) == late

    async def test_is_found_without_being_claimed(self, consumers: Consumers) -> None:
        """Whoever looks takes it from nobody."""
        assert await consumers.find_async("Archive") is None
        await consumers.open_async(NEW)
        claimed = await consumers.claim_async("Archive", 3)
        assert await consumers.find_async("Archive") == claimed
        assert await consumers.claim_async("Archive", 3) == claimed

    async def test_is_lost_to_who_works_with_it_when_it_is_removed(self, consumers: Consumers) -> None:
        """Nothing is written any more, and nothing comes back by that; others stay."""
        await consumers.open_async(NEW)
        await consumers.open_async(replace(NEW, handler="Webhook"))
        claimed = await consumers.claim_async("Archive", 1)
        assert claimed is not None
        for _ in range(2):
            await consumers.remove_async("Archive")
        assert not await consumers.save_async(replace(claimed, cursor=8))
        assert await consumers.claim_async("Archive", 2) is None
        assert await consumers.find_async("Archive") is None
        assert await consumers.find_async("Webhook") == replace(NEW, handler="Webhook")
