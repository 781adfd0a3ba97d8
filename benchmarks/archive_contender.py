"""One contender: `python -m benchmarks.archive_contender product|bare|database URI WORKERS FOLDER`."""

import asyncio
import marshal
import random
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import structlog

import main
from application.archive.archive_order import ArchiveOrder
from application.archive.day_archiving import DayArchiving
from application.archive.file_check import FileCheck
from application.clock import Clock
from application.interpreter import favour_event_loop
from application.ports.archive_source import ArchiveSource, HourKey, HourOfSamples
from application.ports.event_log import LogEntry
from domain.archive.archive_days import ArchiveDays, begin_of
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.worker_telemetry import FIGURES
from integration.directory.directory_archive_store import DirectoryArchiveStore
from integration.duckdb.duckdb_archive_files import DuckDBArchiveFiles
from integration.mongo.mongo_archive_source import MongoArchiveSource
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_indexes import MongoIndexes
from integration.mongo.telemetry_documents import HOUR, id_of

DAY = date(2026, 11, 1)
MINUTES = 60
HOURS_PER_PART = 100
LENGTH_BYTES = 4
CSV = "samples.csv"
PARQUET = "samples.parquet"

SERVICE = main.create_app
"""Loaded, so that the memory measured is that of the whole service."""


class MadeUpSamples:
    """A sample a minute of each worker, no two alike; made before, so that to hand them out costs little."""

    def __init__(self, workers: int, folder: Path) -> None:
        chance = random.Random(1)  # noqa: S311  # figures of nobody
        self._workers = workers
        self._made = folder / "made-up"
        with self._made.open("wb") as file:
            for _ in range(24 * workers):
                content = marshal.dumps(_rows(chance))
                file.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)

    async def samples_of(self, day: date) -> AsyncIterator[Sequence[HourOfSamples]]:
        """Yield them as the database does: hour by hour."""
        with self._made.open("rb") as made:
            for number in range(24):
                hour = begin_of(day) + number * HOUR
                times = [hour + timedelta(minutes=minute) for minute in range(MINUTES)]
                for begin in range(0, self._workers, HOURS_PER_PART):
                    workers = range(begin, min(begin + HOURS_PER_PART, self._workers))
                    keys = [HourKey(_id(worker), hour) for worker in workers]
                    yield [HourOfSamples(key, times, _read(made)) for key in keys]

    async def events_of(self, day: date) -> AsyncIterator[Sequence[LogEntry]]:  # noqa: ARG002  # there are none
        """None."""
        for entries in list[Sequence[LogEntry]]():
            yield entries

    async def remove_hours_async(self, counts: Mapping[HourKey, int]) -> int:  # noqa: ARG002  # nothing is kept
        """Nothing is removed."""
        return 0


def _read(made: BinaryIO) -> list[list[float | None]]:
    length = int.from_bytes(made.read(LENGTH_BYTES), "big")
    rows: list[list[float | None]] = marshal.loads(made.read(length))  # noqa: S302  # its own
    return rows


def _id(worker: int) -> str:
    return f"0a5f4a6e-52f0-5d0c-9a4b-{worker:012d}"


def _rows(chance: random.Random) -> list[list[float | None]]:
    return [
        [chance.random() * 100, chance.random() * 100, 33.5, 3.0, 10.0, chance.random() * 1e6, None]
        for _ in range(MINUTES)
    ]


async def product_async(_uri: str, workers: int, folder: Path) -> dict[str, float]:
    """Make, check and publish the file of a day."""
    return await _archived_async(MadeUpSamples(workers, folder), folder)


async def database_async(uri: str, workers: int, folder: Path) -> dict[str, float]:
    """The same out of the database, and reading it alone."""
    database = MongoDatabase(uri, "archive_bench", 60)
    await database.start_async()
    await MongoIndexes(database).start_async()
    async for part in MadeUpSamples(workers, folder).samples_of(DAY):
        await database.documents["telemetry"].insert_many([_document(hour) for hour in part])
    source = MongoArchiveSource(database)
    begun = time.perf_counter()
    async for _ in source.samples_of(DAY):
        pass
    reading = time.perf_counter() - begun
    told = await _archived_async(source, folder)
    await database.stop_async()
    return {**told, "reading": reading}


async def bare_async(_uri: str, workers: int, folder: Path) -> dict[str, float]:
    """Let DuckDB make a Parquet file of the same rows in a CSV file, as it is when nothing is set."""
    import duckdb

    await _archived_async(MadeUpSamples(workers, folder), folder)
    archived = folder / f"telemetry/date={DAY}/part-0.parquet"
    duckdb.sql(f"COPY (FROM '{archived}') TO '{folder / CSV}'")
    begun = time.perf_counter()
    duckdb.sql(f"COPY (FROM '{folder / CSV}') TO '{folder / PARQUET}' (FORMAT parquet, COMPRESSION zstd)")
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "rows": 0, "bytes": (folder / PARQUET).stat().st_size}


async def _archived_async(source: ArchiveSource, folder: Path) -> dict[str, float]:
    files = DuckDBArchiveFiles()
    order = ArchiveOrder(
        days=ArchiveDays(DAY, DAY),
        what=(ArchiveKind.TELEMETRY,),
        format=ArchiveFormat.PARQUET,
        destination="",
        prune=False,
        plan_id="",
    )
    days = DayArchiving(source, files, FileCheck(files), Clock())
    begun = time.perf_counter()
    store = DirectoryArchiveStore(folder)
    outcome = await days.archive_async(store, order, ArchiveKind.TELEMETRY, DAY, "benchmark")
    seconds = time.perf_counter() - begun
    await store.remove_async(f"telemetry/date={DAY}/manifest.json")
    return {"seconds": seconds, "rows": outcome.manifest.rows, "bytes": outcome.manifest.bytes}


def _document(hour: HourOfSamples) -> dict[str, Any]:
    begin = hour.key.hour
    sample = TelemetrySample(worker_id=hour.key.worker_id, taken_at=begin, figures={})
    return {
        "_id": id_of(sample.worker_id, begin),
        "hour": begin,
        "figures": FIGURES,
        "times": hour.times,
        "rows": hour.rows,
        "expires_at": Clock().now() + timedelta(days=35),
    }


CONTENDERS: Mapping[str, Callable[[str, int, Path], Coroutine[Any, Any, dict[str, float]]]] = {
    "product": product_async,
    "bare": bare_async,
    "database": database_async,
}

if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    contender, address, count, place = sys.argv[1:]
    favour_event_loop()  # as the service does
    figures = asyncio.run(CONTENDERS[contender](address, int(count), Path(place)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(orjson.dumps({**figures, "megabytes": peak}).decode() + "\n")
