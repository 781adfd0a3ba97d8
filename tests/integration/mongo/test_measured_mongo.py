"""What is counted of the database."""

from collections.abc import AsyncIterator

import pytest
from pymongo.errors import OperationFailure

from application.ports.event_log import LogHead
from fakes.fake_clock import NOON, FakeClock
from fakes.in_memory_telemetry import InMemoryTelemetry
from integration.mongo.command_figures import CommandFigures
from integration.mongo.measured_event_log import MeasuredEventLog
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_health import MongoHealth
from integration.mongo.mongo_indexes import MongoIndexes
from support.database import DatabaseServer
from support.log_entries import entry_after


@pytest.fixture
def telemetry() -> InMemoryTelemetry:
    """Where it is counted."""
    return InMemoryTelemetry()


@pytest.fixture
async def measured(
    database: DatabaseServer, database_name: str, telemetry: InMemoryTelemetry
) -> AsyncIterator[MongoDatabase]:
    """A fresh database whose commands are measured."""
    connection = MongoDatabase(database.uri, database_name, 5, [CommandFigures(telemetry.meter)])
    await connection.start_async()
    await MongoIndexes(connection).start_async()
    yield connection
    await connection.stop_async()


async def test_appends_are_counted_as_appended_or_overtaken(
    measured: MongoDatabase, telemetry: InMemoryTelemetry
) -> None:
    """An entry whose number somebody else has got is tried again: contention is seen by it."""
    log = MeasuredEventLog(measured, FakeClock(), telemetry.meter)
    await log.open_async()
    assert await log.append_async(entry_after(LogHead(0, 0), "mine", NOON))
    assert not await log.append_async(entry_after(LogHead(0, 0), "late", NOON))
    assert telemetry.value("cml_fleet.log.appends", outcome="appended") == 1
    assert telemetry.value("cml_fleet.log.appends", outcome="overtaken") == 1


async def test_commands_are_counted_by_name_and_outcome(measured: MongoDatabase, telemetry: InMemoryTelemetry) -> None:
    """Those that failed, too; nothing of what they were about is kept."""
    await measured.documents["workers"].insert_one({"_id": "w"})
    with pytest.raises(OperationFailure):
        await measured.documents.command("noSuchCommand")
    name = "cml_fleet.mongo.command.duration"
    assert telemetry.value(name, command="insert", outcome="ok") == 1
    assert telemetry.value(name, command="noSuchCommand", outcome="failed") == 1


async def test_health_is_the_time_of_a_ping(mongo: MongoDatabase) -> None:
    """A fault where nobody answers any more."""
    clock = FakeClock()
    health = MongoHealth(mongo, clock)
    assert (await health.health_async()).figures == {"latency_seconds": 0}
    await mongo.stop_async()
    assert (await health.health_async()).fault == "the database does not answer"
