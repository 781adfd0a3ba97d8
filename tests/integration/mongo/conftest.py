"""Databases of every kind the adapters meet."""

from collections.abc import AsyncIterator, Iterator

import pytest

from fakes.fake_clock import FakeClock
from fakes.in_memory_event_log import InMemoryEventLog
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog
from integration.mongo.mongo_indexes import MongoIndexes
from support.database import DatabaseServer
from support.log_entries import LogUnderTest


@pytest.fixture(scope="session")
def standalone_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """A server that is no replica set: it has no change streams."""
    server = DatabaseServer(tmp_path_factory.mktemp("standalone"), "--standalone")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def mongo(database: DatabaseServer, database_name: str) -> AsyncIterator[MongoDatabase]:
    """A fresh database with its indexes."""
    connection = MongoDatabase(database.uri, database_name, timeout_seconds=5)
    await connection.start_async()
    await MongoIndexes(connection).start_async()
    yield connection
    await connection.stop_async()


@pytest.fixture
async def standalone_mongo(standalone_database: DatabaseServer, database_name: str) -> AsyncIterator[MongoDatabase]:
    """A fresh database on a server without change streams."""
    connection = MongoDatabase(standalone_database.uri, database_name, timeout_seconds=5)
    await connection.start_async()
    await MongoIndexes(connection).start_async()
    yield connection
    await connection.stop_async()


@pytest.fixture(params=["in_memory", "mongo", "standalone_mongo"])
def log_under_test(request: pytest.FixtureRequest) -> LogUnderTest:
    """Each kind of log there is: what the fake does, the real ones do."""
    clock = FakeClock()
    if request.param == "in_memory":
        return LogUnderTest(InMemoryEventLog(clock), clock)
    return LogUnderTest(MongoEventLog(request.getfixturevalue(request.param), clock), clock)
