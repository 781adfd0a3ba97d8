from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from application.errors import StartupError
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_indexes import MongoIndexes
from support.database import DatabaseServer
from support.loopback import free_port

READS: list[tuple[str, dict[str, Any], list[tuple[str, int]]]] = [
    ("event_log", {"entry": {"$gt": 5}}, [("entry", 1)]),
    ("event_log", {}, [("entry", -1)]),
    ("event_log", {"last": {"$gt": 5}}, [("entry", 1)]),
    ("event_log", {"at": {"$gte": 5}}, [("at", 1)]),
    ("event_log", {"expires_at": {"$lte": 5}}, []),
    ("api_keys", {"digest": "x"}, []),
    ("job_executions", {"waits_until": {"$lte": 5}}, [("waits_until", 1)]),
    ("job_executions", {"overlap_key": {"$gt": ""}}, []),
    ("job_executions", {"overlap_key": "x"}, []),
    ("job_executions", {"scheduled_for": {"$gte": 5}}, [("scheduled_for", -1), ("_id", -1)]),
    ("job_executions", {"scheduled_for": {"$gte": 5}, "job": "x"}, [("scheduled_for", -1), ("_id", -1)]),
    ("job_logs", {"execution_id": "x"}, [("first", 1)]),
    ("job_logs", {"execution_id": "x"}, [("first", -1)]),
    ("workers", {"_id": {"$in": ["x"]}}, []),
    ("telemetry", {"_id": {"$in": ["x/2026-01-02T03"]}}, []),
]


@pytest.fixture
def guarded_database(tmp_path: Path) -> Iterator[DatabaseServer]:
    """A server that asks for credentials."""
    server = DatabaseServer(tmp_path / "guarded")
    server.start()
    with MongoClient[dict[str, Any]](server.uri) as client:
        client.admin.command("createUser", "fleet", pwd="right", roles=["root"])
    server.end()
    guarded = DatabaseServer(tmp_path / "guarded", "--auth")
    guarded.start()
    yield guarded
    guarded.stop()


@pytest.mark.parametrize(
    "uri",
    ["nonsense", "http://db.example", "mongodb://", "mongodb://a:b@c:d@e", "mongodb://h:99999", "mongodb://h/?w=x"],
)
async def test_names_the_setting_when_the_uri_is_none(uri: str) -> None:
    """A URI that is none ends the start with one sentence that names the setting and shows no secret."""
    with pytest.raises(StartupError, match="CML_FLEET_MONGODB_URI") as caught:
        await MongoDatabase(uri, "fleet", timeout_seconds=0.2).start_async()
    assert "db.example" not in str(caught.value)


async def test_names_the_setting_when_nobody_listens() -> None:
    """Nobody at the address: the same, within the deadline."""
    database = MongoDatabase(f"mongodb://127.0.0.1:{free_port()}", "fleet", timeout_seconds=0.3)
    with pytest.raises(StartupError, match="CML_FLEET_MONGODB_URI names a database that does not answer"):
        await database.start_async()


async def test_names_the_setting_when_the_credentials_are_wrong(guarded_database: DatabaseServer) -> None:
    """Wrong or missing credentials end the start too, and not the first request."""
    place = f"127.0.0.1:{guarded_database.port}/?directConnection=true"
    right = MongoDatabase(f"mongodb://fleet:right@{place}", "fleet", timeout_seconds=5)
    await right.start_async()
    await MongoIndexes(right).start_async()
    await right.stop_async()
    for user in ("fleet:wrong@", "nobody:right@", ""):
        with pytest.raises(StartupError, match="CML_FLEET_MONGODB_URI") as caught:
            await MongoDatabase(f"mongodb://{user}{place}", "fleet", timeout_seconds=2).start_async()
        assert "wrong" not in str(caught.value)


async def test_changes_nothing_when_indexes_are_made_again(mongo: MongoDatabase) -> None:
    """Indexes are made at every start, by every process."""
    before = await mongo.documents["event_log"].index_information()
    await MongoIndexes(mongo).start_async()
    await MongoIndexes(mongo).stop_async()
    assert await mongo.documents["event_log"].index_information() == before


@pytest.mark.parametrize(("collection", "criteria", "sort"), READS)
async def test_uses_an_index_when_read(
    mongo: MongoDatabase, collection: str, criteria: dict[str, Any], sort: list[tuple[str, int]]
) -> None:
    """No read path looks at every document."""
    cursor = mongo.documents[collection].find(criteria)
    plan = await (cursor.sort(sort) if sort else cursor).explain()
    text = str(plan["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in text or "IDHACK" in text
    assert "COLLSCAN" not in text


async def test_counts_an_interruption_when_the_server_is_started_anew(own_database: DatabaseServer) -> None:
    """Also where no call fails, because each waits until the server is back."""
    database = MongoDatabase(own_database.uri, "fleet", timeout_seconds=20)
    await database.start_async()
    assert database.interruptions.count == 0
    own_database.stop()
    own_database.start()
    await database.documents["workers"].find_one({})
    assert database.interruptions.count > 0
    await database.stop_async()
