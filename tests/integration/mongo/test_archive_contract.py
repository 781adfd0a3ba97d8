"""What is archived, as the database has it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from application.ports.archive_source import HourKey
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import ArchivePlan, ArchivePlanRepository
from domain.job.schedule import Schedule
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.worker_telemetry import FIGURES
from fakes.fake_clock import NOON, FakeClock
from fakes.fake_process import settings_with
from fakes.in_memory_archive import InMemoryArchivePlanRepository
from integration.mongo.mongo_archive_plan_repository import MongoArchivePlanRepository
from integration.mongo.mongo_archive_source import MongoArchiveSource
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_event_log import MongoEventLog
from integration.mongo.mongo_telemetry_history import MongoTelemetryHistory
from unit.archive.conftest import entry

DAY = date(2026, 5, 31)
MIDNIGHT = datetime(2026, 5, 31, tzinfo=UTC)
PLAN = ArchivePlan(
    id="p-1",
    name="all",
    owner="key:x",
    what=(ArchiveKind.TELEMETRY, ArchiveKind.EVENTS),
    window_days=2,
    format=ArchiveFormat.NDJSON_GZIP,
    destination="",
    schedule=Schedule.weekly(6, 23, 59, "Europe/Paris"),
    prune=True,
    active=True,
    created_at=NOON,
    counted_from=NOON,
)


@pytest.fixture
def source(mongo: MongoDatabase) -> MongoArchiveSource:
    """An empty database."""
    return MongoArchiveSource(mongo)


@pytest.fixture
def history(mongo: MongoDatabase) -> MongoTelemetryHistory:
    """What fills it."""
    return MongoTelemetryHistory(mongo, settings_with())


def sample(worker_id: str, moment: datetime) -> TelemetrySample:
    """A sample."""
    return TelemetrySample(worker_id=worker_id, taken_at=moment, figures={"cpu_percent": 12.5, "total_nodes": 3})


async def counted(source: MongoArchiveSource, day: date = DAY) -> dict[HourKey, int]:
    """How many samples each hour has."""
    return {hour.key: len(hour.rows) async for hours in source.samples_of(day) for hour in hours}


async def test_reads_the_samples_of_one_day(source: MongoArchiveSource, history: MongoTelemetryHistory) -> None:
    """From its first millisecond to its last; of workers that nobody knows any more as well."""
    last = MIDNIGHT + timedelta(days=1) - timedelta(milliseconds=1)
    moments = [MIDNIGHT - timedelta(milliseconds=1), MIDNIGHT, last, last + timedelta(milliseconds=1)]
    await history.add_async([sample("gone", moment) for moment in moments])
    hours = [hour async for found in source.samples_of(DAY) for hour in found]
    assert [(hour.key.worker_id, list(hour.times)) for hour in hours] == [("gone", [MIDNIGHT]), ("gone", [last])]
    assert hours[0].rows == [
        [12.5 if name == "cpu_percent" else 3 if name == "total_nodes" else None for name in FIGURES]
    ]


async def test_reads_hours_of_other_versions(
    source: MongoArchiveSource, history: MongoTelemetryHistory, mongo: MongoDatabase
) -> None:
    """Figures stand where they belong, and what has no rows has no samples."""
    await mongo.documents["telemetry"].insert_many(
        [
            {"_id": "old/2026-05-31T03", "hour": MIDNIGHT, "times": [MIDNIGHT], "cpu_percent": [1.0]},
            {
                "_id": "new/2026-05-31T03",
                "hour": MIDNIGHT,
                "figures": ["total_nodes", "cpu_percent"],
                "times": [MIDNIGHT],
                "rows": [[3, 12.5]],
            },
        ]
    )
    ((hour,),) = [found async for found in source.samples_of(DAY)]
    assert hour.key == HourKey("new", MIDNIGHT)
    assert dict(zip(FIGURES, hour.rows[0], strict=True))["cpu_percent"] == 12.5


async def test_reads_samples_in_one_order_whoever_came_first(
    source: MongoArchiveSource, history: MongoTelemetryHistory
) -> None:
    """By hour, worker and time: the same samples are the same file."""
    for worker, minute in (("w2", 70), ("w2", 5), ("w1", 9), ("w1", 3)):
        await history.add_async([sample(worker, MIDNIGHT + timedelta(minutes=minute))])
    hours = [hour async for found in source.samples_of(DAY) for hour in found]
    assert [(hour.key.worker_id, [time.minute for time in hour.times]) for hour in hours] == [
        ("w1", [3, 9]),
        ("w2", [5]),
        ("w2", [10]),
    ]


async def test_removes_hours_when_nothing_came_since(
    source: MongoArchiveSource, history: MongoTelemetryHistory
) -> None:
    """It says how many samples went, and nobody else's go."""
    await history.add_async([sample(worker, MIDNIGHT + timedelta(minutes=5)) for worker in ("w1", "w2", "w3")])
    archived = await counted(source)
    await history.add_async([sample("w2", MIDNIGHT + timedelta(minutes=6))])
    del archived[HourKey("w3", MIDNIGHT)]
    assert await source.remove_hours_async(archived) == 1
    assert await counted(source) == {HourKey("w2", MIDNIGHT): 2, HourKey("w3", MIDNIGHT): 1}
    assert await source.remove_hours_async({}) == 0


async def test_reads_the_events_of_one_day(source: MongoArchiveSource, mongo: MongoDatabase) -> None:
    """By the time at which they were committed; the log's first entry has none."""
    log = MongoEventLog(mongo, FakeClock())
    await log.open_async()
    moments = [
        MIDNIGHT - timedelta(milliseconds=1),
        MIDNIGHT,
        MIDNIGHT + timedelta(hours=23),
        MIDNIGHT + timedelta(days=1),
    ]
    for number, moment in enumerate(moments, start=1):
        assert await log.append_async(entry(number, moment))
    found = [each.entry async for entries in source.events_of(DAY) for each in entries]
    assert found == [2, 3]


@pytest.fixture(params=["in_memory", "mongo"])
def plans(request: pytest.FixtureRequest) -> ArchivePlanRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryArchivePlanRepository()
    return MongoArchivePlanRepository(request.getfixturevalue("mongo"))


async def test_gives_back_plans_as_they_were_kept(plans: ArchivePlanRepository) -> None:
    """Oldest first, until they are removed."""
    later = replace(PLAN, id="p-0", created_at=NOON + timedelta(seconds=1), schedule=Schedule.every(3600))
    await plans.add_async(later)
    await plans.add_async(PLAN)
    assert await plans.find_async("p-1") == PLAN
    assert list(await plans.list_async()) == [PLAN, later]
    assert await plans.remove_async("p-1")
    assert not await plans.remove_async("p-1")
    assert await plans.find_async("p-1") is None


async def test_keeps_what_is_there_when_somebody_changed_it_meanwhile(plans: ArchivePlanRepository) -> None:
    """Of two changes of one version one is kept."""
    await plans.add_async(PLAN)
    changed = replace(PLAN, name="first", version=2)
    assert await plans.replace_async(changed)
    assert not await plans.replace_async(replace(changed, name="second"))
    assert await plans.find_async("p-1") == changed
