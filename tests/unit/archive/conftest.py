"""A process that archives, and what the database has of the day before yesterday."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from application.archive.archive_order import ArchiveOrder, order_from
from application.archive.archive_params import ArchiveParams
from application.archive.archive_summary import ArchiveSummary
from application.archive.archiving import ArchiveTask, Archiving
from application.ports.event_log import LogEntry, LogRecord
from domain.archive.archive_days import begin_of
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld

TODAY = NOON.date()
DAY = date(2026, 5, 30)
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
def world() -> FakeWorld:
    """Two workers with three samples, and two events."""
    world = FakeWorld()
    world.archive_source.add("w1", at(5), at(5), at(5, 30))
    world.archive_source.add("w2", at(7), at(7, 10))
    world.archive_source.entries = [entry(1, at(6)), entry(2, at(8))]
    return world


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process of that world."""
    return FakeProcess(world)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A time of the day."""
    return begin_of(day) + timedelta(hours=hour, minutes=minute)


def entry(number: int, moment: datetime) -> LogEntry:
    """A commit of one event."""
    record = LogRecord(
        sequence=number,
        category="lifecycle",
        short_type="worker.imported",
        worker_id="w1",
        aggregate_version=1,
        attributes={"id": f"e{number}", "type": "t", "source": "s", "subject": "w1", "time": moment.isoformat()},
        data={"region": "r"},
    )
    return LogEntry(
        entry=number, first=number, last=number, commit_id=f"c{number}", at=moment, expires_at=moment, records=[record]
    )


def order(**params: Any) -> ArchiveOrder:
    """An order of that day."""
    return order_from(msgspec.convert({"start_date": DAY, **params}, ArchiveParams), TODAY, ["main", "cold"])


async def archived(process: FakeProcess, execution_id: str = "x1", **params: Any) -> ArchiveSummary:
    """Carry out an order."""
    return await process.get(Archiving).archive_async(ArchiveTask(order(**params), execution_id))
