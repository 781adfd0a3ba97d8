"""Every kind of audit log keeps and finds records alike."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.ports.audit_log import AuditCriteria, AuditLog, AuditOutcome, AuditRecord
from domain.errors import SourceUnavailableError
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_process import settings_with
from fakes.in_memory_audit_log import InMemoryAuditLog
from integration.mongo.mongo_audit_log import MongoAuditLog
from integration.mongo.mongo_database import MongoDatabase

EVERYTHING = AuditCriteria()
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(params=["in_memory", "mongo"])
def audit(request: pytest.FixtureRequest) -> AuditLog:
    """Each kind of log there is."""
    if request.param == "in_memory":
        return InMemoryAuditLog()
    return MongoAuditLog(request.getfixturevalue("mongo"), FakeClock(), settings_with())


def record(minute: int, **others: Any) -> AuditRecord:
    """A record of so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    usual = AuditRecord(
        id=f"{int(at.timestamp() * 1000):012x}-0000",
        at=at,
        by="key:ada",
        name="ada",
        role="operator",
        command="StartLabs",
        parameters={"a.b": {"$gt": [1, None]}, "": {"\0": "\0", "é": 2**63 - 1}},
        targets=["w/l", "w/m"],
        trace_id=TRACE,
    )
    return replace(usual, **others)


async def found(audit: AuditLog, **criteria: Any) -> list[int]:
    """The minutes of the records that meet criteria."""
    records = await audit.read_async(AuditCriteria(**criteria), None, 10)
    return [int((each.at - NOON).total_seconds() // 60) for each in records]


async def test_gives_back_what_was_kept(audit: AuditLog) -> None:
    """Field by field; a record that is written again stands in place of the one before."""
    begun = record(0)
    await audit.write_async([begun])
    assert await audit.read_async(EVERYTHING, None, 10) == [begun]
    ended = replace(begun, outcome=AuditOutcome.FAILED, code="conflict", operation_id="o", duration_seconds=0.5)
    await audit.write_async([ended])
    assert await audit.read_async(EVERYTHING, None, 10) == [ended]


async def test_finds_by_what_is_known(audit: AuditLog) -> None:
    """Who, what, on what, outcome, trace, and time, each alone or together; the newest first."""
    await audit.write_async(
        [
            record(0),
            record(1, by="key:bob", command="StopLabs"),
            record(2, targets=["w/l"], outcome=AuditOutcome.REFUSED, trace_id="0" * 32),
        ]
    )
    assert await found(audit) == [2, 1, 0]
    assert await found(audit, by="key:ada") == [2, 0]
    assert await found(audit, command="StopLabs") == [1]
    assert await found(audit, target="w/m") == [1, 0]
    assert await found(audit, outcome=AuditOutcome.REFUSED) == [2]
    assert await found(audit, trace_id=TRACE, by="key:ada") == [0]
    assert await found(audit, since=NOON + timedelta(minutes=1)) == [2, 1]
    assert await found(audit, until=NOON + timedelta(minutes=1)) == [0]
    assert await found(audit, since=NOON + timedelta(minutes=1), until=NOON + timedelta(minutes=2)) == [1]
    assert await found(audit, until=NOON.replace(year=1)) == []


async def test_reads_on_before_an_id(audit: AuditLog) -> None:
    """Page by page, whatever else is asked for."""
    kept = [record(minute) for minute in range(4)]
    await audit.write_async(kept)
    assert await audit.read_async(EVERYTHING, None, 2) == [kept[3], kept[2]]
    assert await audit.read_async(EVERYTHING, kept[2].id, 2) == [kept[1], kept[0]]
    early = AuditCriteria(until=kept[1].at)
    assert await audit.read_async(early, kept[2].id, 5) == [kept[0]]


async def test_every_read_has_an_index_and_every_record_an_end(mongo: MongoDatabase) -> None:
    """Nothing is looked through as a whole; what is old is swept away."""
    audit = MongoAuditLog(mongo, FakeClock(), settings_with(audit_days=7))
    await audit.write_async([record(0)])
    for criteria in (
        {"by": "x"},
        {"command": "x"},
        {"targets": "x"},
        {"outcome": "x"},
        {"trace_id": "x"},
        {"at": NOON},
    ):
        plan = await mongo.documents["audit"].find(criteria).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"]), criteria
    document = await mongo.documents["audit"].find_one({})
    assert document is not None
    assert document["expires_at"] == NOON + timedelta(days=7)


async def test_passes_over_what_another_version_wrote(mongo: MongoDatabase) -> None:
    """A field that is unknown here does not keep the others from being read."""
    audit = MongoAuditLog(mongo, FakeClock(), settings_with())
    await audit.write_async([record(0)])
    await mongo.documents["audit"].update_many({}, {"$set": {"mood": "good"}})
    assert await audit.read_async(EVERYTHING, None, 1) == [record(0)]


async def test_says_so_when_the_database_is_away(mongo: MongoDatabase) -> None:
    """As every adapter does."""
    await mongo.stop_async()
    audit = MongoAuditLog(MongoDatabase("mongodb://127.0.0.1:1", "none", 0.2), FakeClock(), settings_with())
    with pytest.raises(SourceUnavailableError):
        await audit.write_async([record(0)])
    with pytest.raises(SourceUnavailableError):
        await audit.read_async(EVERYTHING, None, 1)


async def test_reads_a_record_of_before_when_parameters_were_a_document(mongo: MongoDatabase) -> None:
    """An upgrade loses nothing."""
    audit = MongoAuditLog(mongo, FakeClock(), settings_with())
    older = record(0, parameters={"names": ["a"]})
    await audit.write_async([older])
    await mongo.documents["audit"].update_one({"_id": older.id}, {"$set": {"parameters": {"names": ["a"]}}})
    assert await audit.read_async(EVERYTHING, None, 10) == [older]
