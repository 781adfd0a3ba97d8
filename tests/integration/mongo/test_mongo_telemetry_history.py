"""What holds for the history in MongoDB beyond the port's contract."""

import asyncio
from collections.abc import Sequence
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
from integration.mongo.mongo_telemetry_history import SUMMARIES, MongoTelemetryHistory
from integration.mongo.telemetry_documents import SAMPLES, addition_of, summed_up, summing_up_of
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

    def addition(hour: Sequence[TelemetrySample], kept_for: timedelta) -> UpdateOne:
        return next(replies, None) or addition_of(hour, kept_for)

    monkeypatch.setattr(mongo_telemetry_history, "addition_of", addition)
    await history.add_async([sample(NOON + MINUTE, 2.0)])
    series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
    assert list(series.columns["cpu_percent"]) == [1.0, 2.0]


async def test_rows_are_read_by_name_when_a_figure_is_new(mongo: MongoDatabase, history: MongoTelemetryHistory) -> None:
    """An hour that was begun before an upgrade knows nothing of a figure that came with it."""
    await history.add_async([sample(NOON, 1.0, more={FIGURES[-1]: 7.0})])
    await mongo.documents["telemetry"].update_one({}, {"$set": {"figures": FIGURES[:-1]}})
    series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
    assert (list(series.columns["cpu_percent"]), list(series.columns[FIGURES[-1]])) == ([1.0], [None])


async def test_reads_what_a_version_that_kept_columns_has_written(
    mongo: MongoDatabase, history: MongoTelemetryHistory
) -> None:
    """Its sums of whole hours, and what was added to its last hour since the upgrade."""
    summed = {"cpu_percent": {"minimum": 1.0, "maximum": 3.0, "total": 4.0, "count": 2}}
    older = {"times": [NOON], "columns": {"cpu_percent": [1.0]}, "summaries": summed}
    hours = [{"_id": f"w-1/2026-06-01T{hour}", "hour": NOON + (hour - 12) * HOUR, **older} for hour in (11, 12)]
    await mongo.documents["telemetry"].insert_many(hours)
    await history.add_async([sample(NOON + MINUTE, 9.0)])
    read = await history.read_hours_async("w-1", NOON - HOUR, NOON)
    assert [hour.figures["cpu_percent"].total for hour in read] == [4.0, 9.0]
    series = (await history.read_series_async(["w-1"], NOON - HOUR, NOON + HOUR))["w-1"]
    assert list(series.times) == [NOON + MINUTE]


async def test_hour_is_summed_up_once_when_it_is_over(mongo: MongoDatabase, history: MongoTelemetryHistory) -> None:
    """Who reads it first keeps the sums; a sample that comes late makes them anew. An hour that goes on has none."""
    await history.add_async([sample(NOON, 1.0), sample(NOON + HOUR, 5.0)])
    until = NOON + HOUR + MINUTE
    assert await kept(mongo) == [None, None]
    for value, total in ((2.0, 3.0), (3.0, 6.0)):
        await history.add_async([sample(NOON + value * MINUTE, value)])
        for _ in range(2):
            first, _ = await history.read_hours_async("w-1", NOON, until)
            assert first.figures["cpu_percent"].total == total
        assert await kept(mongo) == [total, None]


async def test_sums_are_not_kept_when_a_sample_comes_meanwhile(
    mongo: MongoDatabase, history: MongoTelemetryHistory
) -> None:
    """What was read before it is not written after it."""
    await history.add_async([sample(NOON, 1.0)])
    [document] = await mongo.documents["telemetry"].find().to_list(None)
    await history.add_async([sample(NOON + MINUTE, 2.0)])
    await mongo.documents["telemetry"].bulk_write([summing_up_of(document, summed_up(document))])
    assert await kept(mongo) == [None]


async def kept(mongo: MongoDatabase) -> list[float | None]:
    """Which sum of the CPU's figures each hour's document holds."""
    documents = await mongo.documents["telemetry"].find().sort("_id", 1).to_list(None)
    return [each["summaries"]["cpu_percent"]["total"] if "summaries" in each else None for each in documents]


@pytest.mark.parametrize("fields", [SAMPLES, SUMMARIES])
async def test_reads_only_what_it_names_when_there_is_much(
    mongo: MongoDatabase, history: MongoTelemetryHistory, fields: dict[str, Any]
) -> None:
    """No read looks at other documents than those of its workers and hours, however many there are."""
    for hour in range(5):
        await history.add_async([sample(NOON + hour * HOUR, 1.0, f"w-{number}") for number in range(20)])
    for number in range(20):
        await history.read_hours_async(f"w-{number}", NOON, NOON + 5 * HOUR)
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
