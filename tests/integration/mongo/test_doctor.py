"""What the doctor finds on a real database."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from application.clock import Clock
from application.doctor.examination import Examination
from application.doctor.finding import Finding, Outcome
from application.settings import Settings
from integration.mongo.doctor.change_streams_check import ChangeStreamsCheck
from integration.mongo.doctor.database_check import DatabaseCheck, kind_of
from integration.mongo.doctor.database_clock_check import DatabaseClockCheck
from integration.mongo.doctor.database_latency_check import DatabaseLatencyCheck
from integration.mongo.doctor.database_step import database_step
from integration.mongo.doctor.durable_write_check import DurableWriteCheck
from integration.mongo.doctor.examined_database import ExaminedDatabase
from integration.mongo.doctor.mongo_running_workers import MongoRunningWorkers
from integration.mongo.mongo_database import MongoDatabase
from support.database import DatabaseServer
from support.fleet_settings import fleet_settings
from support.loopback import LOOPBACK, free_port

Examine = Callable[..., ExaminedDatabase]


class OddClock(Clock):
    """A clock that is ahead, and on which every look at it takes a second."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> datetime:
        """Two minutes ahead."""
        return super().now() + timedelta(seconds=120)

    def monotonic_seconds(self) -> float:
        """A second later at every look."""
        self._seconds += 1
        return self._seconds


@pytest.fixture
async def examine(database_name: str) -> AsyncIterator[Examine]:
    """Make databases to look at that end with the test."""
    made: list[ExaminedDatabase] = []

    def make(uri: str, **settings: Any) -> ExaminedDatabase:
        named: Settings = fleet_settings(uri, database_name, "http://127.0.0.1:1", **settings)
        made.append(ExaminedDatabase(named))
        return made[-1]

    yield make
    for database in made:
        await database.close_async()


async def found(database: ExaminedDatabase) -> dict[str, Finding]:
    """Run all checks of a database."""
    diagnoses = await Examination(Clock()).examine_async([database_step(database, Clock())])
    return {diagnosis.name: diagnosis.finding for diagnosis in diagnoses}


async def test_finds_nothing_wrong_when_the_database_is_the_services_own(
    mongo: MongoDatabase, database: DatabaseServer, examine: Examine, database_name: str
) -> None:
    """Every check is well, and leaves nothing behind."""
    findings = await found(examine(database.uri))
    assert {name: finding.outcome.value for name, finding in findings.items()} == dict.fromkeys(findings, "ok"), (
        findings
    )
    assert findings["database"].facts["kind"] == "SecantusDB"
    assert findings["database latency"].facts["p50_milliseconds"] > 0
    with MongoClient[dict[str, Any]](database.uri) as client:
        assert {name for name in client[database_name].list_collection_names() if "doctor" in name} == set()


async def test_warns_when_the_database_is_empty_and_alone(
    standalone_database: DatabaseServer, examine: Examine
) -> None:
    """No change streams, and the indexes that the service will make, by name."""
    findings = await found(examine(standalone_database.uri))
    assert findings["database"].outcome is Outcome.WARNING
    assert "replica set of one" in findings["database"].cure
    assert findings["change streams"].outcome is Outcome.SKIPPED
    assert findings["database indexes"].outcome is Outcome.WARNING
    assert "event_log.entry_1" in findings["database indexes"].facts["missing"]
    assert findings["database write"].outcome is Outcome.OK


async def test_fails_once_when_nobody_answers(examine: Examine) -> None:
    """The rest is not looked at."""
    uri = f"mongodb://{LOOPBACK}:{free_port()}/?directConnection=true"
    findings = await found(examine(uri, mongodb_timeout_seconds=0.3))
    assert "does not answer" in findings["database"].sentence
    assert "CML_FLEET_MONGODB_URI" in findings["database"].cure
    assert [finding.outcome for finding in findings.values()].count(Outcome.FAILED) == 1


@pytest.mark.parametrize(("uri", "sentence"), [("", "no database is named"), ("mongodb://[", "is no MongoDB URI")])
async def test_fails_when_the_address_is_none(examine: Examine, uri: str, sentence: str) -> None:
    """In the words of whoever cannot use it."""
    assert sentence in (await found(examine(uri)))["database"].sentence


async def test_fails_when_the_credentials_are_wrong(database: DatabaseServer, examine: Examine) -> None:
    """The server answers "hello" to everybody, and nothing else."""
    uri = database.uri.replace("mongodb://", "mongodb://who:hunter2@")
    finding = await DatabaseCheck(examine(uri)).run_async()
    assert finding.outcome is Outcome.FAILED
    assert "refuses these credentials" in finding.sentence
    assert "hunter2" not in str(finding)


async def test_warns_when_the_database_is_far_away_and_its_clock_is_another(
    database: DatabaseServer, examine: Examine
) -> None:
    """A second for a round trip is much, and two minutes apart are too many."""
    examined = examine(database.uri)
    latency = await DatabaseLatencyCheck(examined, OddClock()).run_async()
    assert (latency.outcome, latency.facts["p50_milliseconds"]) == (Outcome.WARNING, 1000)
    clock = await DatabaseClockCheck(examined, OddClock()).run_async()
    assert clock.outcome is Outcome.FAILED
    assert "ahead of that of the database" in clock.sentence


async def test_fails_when_a_write_gets_no_answer(database: DatabaseServer, examine: Examine) -> None:
    """The connection went after the first look."""
    examined = examine(database.uri)
    assert (await DatabaseCheck(examined).run_async()).outcome is Outcome.OK
    await examined.close_async()
    finding = await DurableWriteCheck(examined).run_async()
    assert finding.outcome is Outcome.FAILED
    assert "no answer" in finding.sentence
    assert (await ChangeStreamsCheck(examined).run_async()).outcome is Outcome.WARNING


async def test_counts_the_workers_that_run(database: DatabaseServer, examine: Examine, database_name: str) -> None:
    """Neither removed ones nor stopped ones."""
    documents = [("a", "running", False), ("b", "running", True), ("c", "stopped", False)]
    with MongoClient[dict[str, Any]](database.uri) as client:
        client[database_name]["workers"].insert_many(
            {"_id": worker, "status": status, "removed": removed} for worker, status, removed in documents
        )
    assert await MongoRunningWorkers(examine(database.uri)).count_async() == 1


@pytest.mark.parametrize(
    ("hello", "build", "kind"),
    [
        ({"setName": "secantus"}, {"secantusVersion": "0.7"}, "SecantusDB"),
        ({"msg": "isdbgrid"}, {}, "mongos"),
        ({"setName": "rs0"}, {}, "mongod replica set"),
        ({}, {}, "standalone mongod"),
    ],
)
def test_tells_kinds_of_servers_apart(hello: dict[str, Any], build: dict[str, Any], kind: str) -> None:
    """By what they say of themselves."""
    assert kind_of(hello, build) == kind
