"""What is said to the database when many samples are added."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from pymongo import UpdateOne

from fakes.fake_clock import NOON
from fakes.fake_process import settings_with
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_telemetry_history import MongoTelemetryHistory
from integration.mongo.telemetry_documents import addition_of, ids_of
from support.samples import sample


class CountedWrites:
    """A database that keeps what it is told to write."""

    def __init__(self) -> None:
        self.documents = {"telemetry": self}
        self.writes: list[Sequence[UpdateOne]] = []

    async def bulk_write(self, operations: Sequence[UpdateOne], *, ordered: bool) -> None:
        """Keep the operations."""
        assert not ordered
        self.writes.append(operations)


async def test_writes_a_thousand_workers_at_a_time_when_the_fleet_is_large() -> None:
    """One operation for each hour of each, one write for a thousand of them: ten round trips for 10,000 workers."""
    database = CountedWrites()
    history = MongoTelemetryHistory(cast("MongoDatabase", database), settings_with())
    samples = [sample(NOON, 1.0, f"w-{number}") for number in range(10_000)]
    later = [sample(NOON + timedelta(minutes=1), 2.0, f"w-{number}") for number in range(10_000)]
    await history.add_async([one for both in zip(samples, later, strict=True) for one in both])
    assert [len(operations) for operations in database.writes] == [1_000] * 10
    written = [operation for operations in database.writes for operation in operations]
    assert written == [addition_of(both, timedelta(days=35)) for both in zip(samples, later, strict=True)]


async def test_writes_nothing_when_there_are_no_samples() -> None:
    """No round trip for nothing."""
    database = CountedWrites()
    await MongoTelemetryHistory(cast("MongoDatabase", database), settings_with()).add_async([])
    assert database.writes == []


def test_addition_names_its_hour_and_refuses_its_own_time() -> None:
    """The id is taken where the hour has a sample of that time, so the upsert can only fail."""
    update: Any = addition_of([sample(NOON + timedelta(minutes=59), 2.0)], timedelta(days=1))
    assert update._filter == {"_id": "w-1/2026-06-01T12", "times": {"$nin": [NOON + timedelta(minutes=59)]}}
    assert update._upsert


def test_hours_are_named_when_the_time_reaches_into_them() -> None:
    """A range of an hour reaches into two, one of 35 days into 841."""
    assert ids_of("w", NOON - timedelta(minutes=30), NOON + timedelta(minutes=30)) == [
        "w/2026-06-01T11",
        "w/2026-06-01T12",
    ]
    assert ids_of("w", NOON, NOON) == ["w/2026-06-01T12"]
    assert len(ids_of("w", NOON - timedelta(days=35), NOON)) == 841
