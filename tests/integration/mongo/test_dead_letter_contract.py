from typing import Any

import pytest

from application.ports.dead_letters import DeadLetter, DeadLetters
from application.ports.event_log import LogRecord
from fakes.fake_clock import NOON
from fakes.in_memory_dead_letters import InMemoryDeadLetters
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_dead_letters import ASKED_FOR, MongoDeadLetters


@pytest.fixture(params=["in_memory", "mongo"])
def letters(request: pytest.FixtureRequest) -> DeadLetters:
    """Each kind of keeping there is."""
    if request.param == "in_memory":
        return InMemoryDeadLetters()
    return MongoDeadLetters(request.getfixturevalue("mongo"))


def letter(sequence: int, handler: str = "Archive", **fields: Any) -> DeadLetter:
    """The letter of the n-th event."""
    record = LogRecord(
        sequence=sequence,
        category="lifecycle",
        short_type="worker.imported",
        worker_id="w",
        aggregate_version=1,
        attributes={"subject": "w", "sequence": "1"},
        data={"tags": {"a.b": "$c"}},
    )
    known = {"error_type": "KeyError", "message": "no", "attempts": 3, "first_failed_at": NOON, "last_failed_at": NOON}
    return DeadLetter(handler=handler, epoch="5eed0001", record=record, **{**known, **fields})


class TestDeadLetterContract:
    """What every kind of keeping promises."""

    async def test_gives_back_what_was_put_when_listed(self, letters: DeadLetters) -> None:
        """By handler and by the number of the event, which is no text; one that is put again is one letter."""
        await letters.put_async([])
        await letters.put_async([letter(10), letter(9), letter(1, "Webhook")])
        await letters.put_async([letter(9, attempts=4)])
        expected = [letter(9, attempts=4), letter(10), letter(1, "Webhook")]
        assert await letters.list_async(None, None, 10) == expected
        assert await letters.list_async("Archive", None, 10) == expected[:2]
        assert await letters.list_async("Archive", None, 1) == expected[:1]
        assert await letters.list_async(None, expected[0].place, 10) == expected[1:]
        assert await letters.list_async("Archive", expected[1].place, 10) == []

    async def test_is_asked_for_when_somebody_wants_it_told_again(self, letters: DeadLetters) -> None:
        """One, or all of a handler; those of others are not."""
        await letters.put_async([letter(1), letter(2), letter(1, "Webhook")])
        assert await letters.asked_for_async("Archive", 10) == []
        assert await letters.ask_redelivery_async(letter(2).id, NOON)
        assert not await letters.ask_redelivery_async("nobody", NOON)
        assert await letters.asked_for_async("Archive", 10) == [letter(2, redeliver_asked_at=NOON)]
        assert await letters.ask_redelivery_of_all_async("Archive", NOON) == 2
        assert len(await letters.asked_for_async("Archive", 10)) == 2
        assert len(await letters.asked_for_async("Archive", 1)) == 1
        assert await letters.asked_for_async("Webhook", 10) == []

    async def test_is_gone_when_removed(self, letters: DeadLetters) -> None:
        """How many were there is told."""
        await letters.put_async([letter(1), letter(2)])
        assert await letters.remove_async([letter(1).id, "nobody"]) == 1
        assert await letters.remove_async([]) == 0
        assert await letters.list_async(None, None, 10) == [letter(2)]

    async def test_are_gone_when_those_of_a_handler_are_removed(self, letters: DeadLetters) -> None:
        """Those of others stay, also of a handler whose name begins alike."""
        await letters.put_async([letter(1), letter(2), letter(1, "Archive_w1"), letter(3, "Webhook")])
        assert await letters.remove_of_async("Archive") == 2
        assert await letters.remove_of_async("Archive") == 0
        assert await letters.list_async(None, None, 10) == [letter(1, "Archive_w1"), letter(3, "Webhook")]


@pytest.mark.parametrize("criteria", [{"handler": "Archive"}, {"handler": "Archive", **ASKED_FOR}])
async def test_reads_by_an_index_when_letters_are_looked_for(mongo: MongoDatabase, criteria: dict[str, Any]) -> None:
    """Neither the list nor the look every other second goes through all letters."""
    await MongoDeadLetters(mongo).put_async([letter(number) for number in range(20)])
    plan = await mongo.documents["dead_letters"].find(criteria).explain()
    assert "COLLSCAN" not in str(plan)
    assert "IXSCAN" in str(plan)
