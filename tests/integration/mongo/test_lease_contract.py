import asyncio

import pytest

from application.clock import Clock
from application.ports.leases import Lease, Leases
from fakes.in_memory_leases import InMemoryLeases
from integration.mongo.mongo_leases import MongoLeases
from support.waiting import until

LONG, SHORT = 60.0, 0.2


@pytest.fixture(params=["in_memory", "mongo"])
def leases(request: pytest.FixtureRequest) -> Leases:
    """Each kind of leases there is."""
    if request.param == "in_memory":
        return InMemoryLeases(Clock())
    return MongoLeases(request.getfixturevalue("mongo"))


class TestLeaseContract:
    """What every kind of leases promises."""

    async def test_belongs_to_the_first_when_others_ask(self, leases: Leases) -> None:
        """Whoever asks is told who has it, in which term and for how long."""
        taken = await leases.acquire_async("work", "one", LONG)
        told = await leases.acquire_async("work", "two", LONG)
        assert (taken.holder, taken.term, told.holder, told.term) == ("one", 1, "one", 1)
        assert 0 < told.seconds_left <= LONG
        assert told.ends_at == taken.ends_at
        assert (await leases.acquire_async("other work", "two", LONG)).holder == "two"

    async def test_keeps_its_term_when_its_holder_prolongs_it(self, leases: Leases) -> None:
        """A renewal is no new beginning."""
        taken = await leases.acquire_async("work", "one", SHORT)
        renewed = await leases.acquire_async("work", "one", LONG)
        assert (renewed.holder, renewed.term) == ("one", taken.term)
        assert renewed.seconds_left > SHORT

    async def test_goes_to_the_next_when_it_is_over(self, leases: Leases) -> None:
        """In a new term; the first holder cannot prolong what is gone."""
        await leases.acquire_async("work", "one", SHORT)

        async def taken() -> bool:
            return (await leases.acquire_async("work", "two", LONG)).holder == "two"

        await until(taken, "the lease is over")
        late = await leases.acquire_async("work", "one", LONG)
        assert (late.holder, late.term) == ("two", 2)

    async def test_begins_a_new_term_when_its_own_holder_comes_too_late(self, leases: Leases) -> None:
        """Somebody may have worked in between: what was done in the old term is fenced off."""
        await leases.acquire_async("work", "one", SHORT)

        async def begun_anew() -> bool:
            return (await leases.acquire_async("work", "one", SHORT)).term == 2

        await asyncio.sleep(SHORT)
        await until(begun_anew, "the lease was over")

    async def test_is_free_at_once_when_it_is_released(self, leases: Leases) -> None:
        """A release of an older term changes nothing."""
        taken = await leases.acquire_async("work", "one", LONG)
        await leases.release_async(taken)
        second = await leases.acquire_async("work", "two", LONG)
        assert (second.holder, second.term) == ("two", 2)
        await leases.release_async(taken)
        assert (await leases.acquire_async("work", "three", LONG)).holder == "two"

    async def test_is_found_as_it_is(self, leases: Leases) -> None:
        """Over or not, without taking it; nothing is there where nobody ever had it."""
        assert await leases.find_async("work") is None
        taken = await leases.acquire_async("work", "one", LONG)
        found = await leases.find_async("work")
        assert found is not None
        assert (found.holder, found.term, found.ends_at) == ("one", 1, taken.ends_at)
        assert 0 < found.seconds_left <= LONG
        await leases.release_async(taken)
        over = await leases.find_async("work")
        assert over is not None
        assert over.seconds_left < 0

    async def test_belongs_to_one_when_many_ask_at_once(self, leases: Leases) -> None:
        """Nobody is told nothing, and all are told the same."""
        for term in (1, 2, 3):
            async with asyncio.TaskGroup() as asking:
                asked = [asking.create_task(leases.acquire_async("work", f"h{n}", LONG)) for n in range(8)]
            answers: list[Lease] = [each.result() for each in asked]
            assert {(answer.holder, answer.term) for answer in answers} == {(answers[0].holder, term)}
            await leases.release_async(answers[0])

    async def test_is_listed_by_the_beginning_of_its_name_when_it_is_over(self, leases: Leases) -> None:
        """Those that somebody has are not."""
        for name in ("work/1", "work/2", "workers", "other/1"):
            await leases.release_async(await leases.acquire_async(name, "one", LONG))
        await leases.acquire_async("work/3", "one", LONG)
        over = await leases.list_over_async("work/")
        assert sorted((lease.name, lease.term) for lease in over) == [("work/1", 1), ("work/2", 1)]

    async def test_is_removed_as_it_was_seen(self, leases: Leases) -> None:
        """What was taken meanwhile stays; releasing what is gone changes nothing."""
        first = await leases.acquire_async("work", "one", LONG)
        await leases.release_async(first)
        [seen] = await leases.list_over_async("work")
        later = await leases.acquire_async("work", "two", LONG)
        assert await leases.remove_async(seen) is False
        await leases.release_async(later)
        [seen] = await leases.list_over_async("work")
        assert [await leases.remove_async(seen) for _ in range(2)] == [True, False]
        await leases.release_async(later)
        assert await leases.find_async("work") is None
