"""What holds for the history in MongoDB beyond the port's contract."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pymongo import UpdateOne

from domain.errors import SourceUnavailableError
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.worker_telemetry import FIGURES
from fakes.fake_clock import NOON
from fakes.fake_process import settings_with
from integration.mongo import mongo_telemetry_history
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_telemetry_history import COLUMNS, SUMMARIES, MongoTelemetryHistory
from integration.mongo.telemetry_documents import addition_of
from support.database import DatabaseServer
from support.samples import sample

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def history(mongo: MongoDatabase) -> MongoTelemetryHistory:
    """The history of one process."""
    return MongoTelemetryHistory(mongo, settings_with(telemetry_history_days=3))


async def test_one_document_holds_an_hour_when_samples_are_added(
    mongo: MongoDatabase, history: MongoTelemetryHistory
) -> None:
    """Named by worker and hour; it expires when its newest sample has been kept as long as the setting says."""
    for minute in (0, 5, 59):
        await history.add_async([sample(NOON + minute * MINUTE, 1.0)])
    [document] = await mongo.documents["telemetry"].find().to_list(None)
    assert document["_id"] == "w-1/2026-06-01T12"
    assert document["expires_at"] == NOON + HOUR + timedelta(days=3)
    indexes = await mongo.documents["telemetry"].index_information()
    assert indexes["expires_at_1"]["expireAfterSeconds"] == 0


async def test_nothing_is_doubled_or_lost_when_two_processes_add_at_once(
    mongo: MongoDatabase, history: MongoTelemetryHistory
) -> None:
    """Both bring the same points of many workers at the same time, again and again."""
    other = MongoTelemetryHistory(mongo, settings_with())
    workers = [f"w-{number}" for number in range(40)]
    for minute in (0, 5, 10):
        samples = [sample(NOON + minute * MINUTE, float(minute), worker_id) for worker_id in workers]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(history.add_async(samples))
            tasks.create_task(other.add_async(samples[::-1]))
    found = await history.read_series_async(workers, NOON, NOON + HOUR)
    assert [list(found[worker_id].columns["cpu_percent"]) for worker_id in workers] == [[0.0, 5.0, 10.0]] * 40
    [hour] = await history.read_hours_async("w-7", NOON, NOON)
    assert (hour.figures["cpu_percent"].count, hour.figures["cpu_percent"].total) == (3, 15.0)


async def test_adds_a_sample_when_another_process_began_its_hour_at_the_same_moment(
    history: MongoTelemetryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hour was not there when looked for, and its id is taken when it is made: its sample is another one."""
    await history.add_async([sample(NOON, 1.0)])
    overtaken = UpdateOne({"_id": "w-1/2026-06-01T12", "times": "not seen"}, {"$inc": {"tries": 1}}, upsert=True)
    replies = iter([overtaken])

    def addition(one: TelemetrySample, kept_for: timedelta) -> UpdateOne:
        return next(replies, None) or addition_of(one, kept_for)

    monkeypatch.setattr(mongo_telemetry_history, "addition_of", addition)
    await history.add_async([sample(NOON + MINUTE, 2.0)])
    series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
    assert list(series.columns["cpu_percent"]) == [1.0, 2.0]


async def test_columns_stay_aligned_when_a_figure_is_new(mongo: MongoDatabase, history: MongoTelemetryHistory) -> None:
    """An upgrade in the middle of an hour brings a figure of which the hour's older samples know nothing."""
    await history.add_async([sample(NOON, 1.0)])
    await mongo.documents["telemetry"].update_one({}, {"$unset": {f"columns.{FIGURES[1]}": ""}})
    await history.add_async([sample(NOON + MINUTE, 2.0, more={FIGURES[1]: 7.0})])
    series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
    assert list(series.columns[FIGURES[1]]) == [None, 7.0]


@pytest.mark.parametrize("fields", [COLUMNS, SUMMARIES])
async def test_reads_only_what_it_names_when_there_is_much(
    mongo: MongoDatabase, history: MongoTelemetryHistory, fields: dict[str, Any]
) -> None:
    """No read looks at other documents than those of its workers and hours, however many there are."""
    for hour in range(5):
        await history.add_async([sample(NOON + hour * HOUR, 1.0, f"w-{number}") for number in range(20)])
    ids = ["w-3/2026-06-01T12", "w-3/2026-06-01T13", "w-4/2026-06-01T12", "w-4/2026-06-01T13"]
    cursor = mongo.documents["telemetry"].find({"_id": {"$in": ids}}, fields)
    plan = str((await cursor.explain())["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in plan
    assert "COLLSCAN" not in plan
    documents = await mongo.documents["telemetry"].find({"_id": {"$in": ids}}, fields).to_list(None)
    assert [document.keys() for document in documents] == [{"_id", *fields}] * 4


async def test_tells_that_the_database_is_away_when_it_is(own_database: DatabaseServer) -> None:
    """Writing and reading, as the port says."""
    connection = MongoDatabase(own_database.uri, "fleet", timeout_seconds=0.5)
    await connection.start_async()
    history = MongoTelemetryHistory(connection, settings_with())
    own_database.stop()
    with pytest.raises(SourceUnavailableError):
        await history.add_async([sample(NOON, 1.0)])
    with pytest.raises(SourceUnavailableError):
        await history.read_hours_async("w-1", NOON, NOON)
    await connection.stop_async()
