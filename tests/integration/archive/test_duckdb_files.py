"""Files of rows, by DuckDB itself."""

import asyncio
import gzip
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from application.ports.archive_files import ArchiveFileError, RowFacts
from application.ports.archive_source import HourKey, HourOfSamples
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.telemetry.worker_telemetry import FIGURES
from integration.duckdb.duckdb_archive_files import DuckDBArchiveFiles
from integration.duckdb.duckdb_thread import DuckDBThread
from unit.archive.conftest import entry

HOUR = datetime(2026, 11, 1, 5, tzinfo=UTC)
ROW = [12.5, None, 40.0, 3.0, 10.0, 1024.5, None]


@pytest.fixture
def files() -> DuckDBArchiveFiles:
    """DuckDB on its thread."""
    return DuckDBArchiveFiles()


@pytest.fixture
def own_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that nobody else uses."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def hour(worker_id: str, *minutes: int) -> HourOfSamples:
    """Samples at these minutes."""
    times = [HOUR + timedelta(minutes=minute) for minute in minutes]
    return HourOfSamples(HourKey(worker_id, HOUR), times, [ROW] * len(times))


@pytest.mark.parametrize("form", list(ArchiveFormat))
async def test_finds_in_a_file_what_was_put_into_it(files: DuckDBArchiveFiles, form: ArchiveFormat) -> None:
    """In the order in which it came; the same rows are the same file."""
    digests = []
    for batches in ([[hour("w1", 3, 9)], [hour("w2", 1)]], [[hour("w1", 3, 9), hour("w2", 1)]]):
        async with files.writing(ArchiveKind.TELEMETRY, form) as writing:
            for batch in batches:
                await writing.add_async(batch)
            written = await writing.finish_async()
            facts = await files.facts_async(written.path, ArchiveKind.TELEMETRY, form)
            hours = await files.hours_async(written.path, form)
            assert await files.sha256_async(written.path) == written.sha256
        digests.append(written.sha256)
    assert facts == RowFacts(3, HOUR + timedelta(minutes=1), HOUR + timedelta(minutes=9))
    assert hours == {HourKey("w1", HOUR): 2, HourKey("w2", HOUR): 1}
    assert digests[0] == digests[1]
    assert not written.path.exists()


async def test_writes_parquet_that_others_read(files: DuckDBArchiveFiles) -> None:
    """Figures under their names, unknown ones as null, counts as whole numbers, times in UTC."""
    async with files.writing(ArchiveKind.TELEMETRY, ArchiveFormat.PARQUET) as writing:
        await writing.add_async([hour("w1", 3)])
        written = await writing.finish_async()
        found = duckdb.read_parquet(str(written.path))
        columns, rows = found.columns, found.fetchall()
    assert columns == ["worker_id", "time", *FIGURES]
    assert rows == [("w1", HOUR + timedelta(minutes=3), *ROW)]
    assert isinstance(rows[0][5], int)


async def test_writes_lines_that_others_read(files: DuckDBArchiveFiles) -> None:
    """One for each sample, with times as everywhere else."""
    async with files.writing(ArchiveKind.TELEMETRY, ArchiveFormat.NDJSON_GZIP) as writing:
        await writing.add_async([hour("w1", 3)])
        written = await writing.finish_async()
        (line,) = gzip.decompress(written.path.read_bytes()).splitlines()
    said = json.loads(line)
    assert (said["worker_id"], said["time"], said["total_nodes"]) == ("w1", "2026-11-01T05:03:00.000Z", 10)


@pytest.mark.parametrize("form", list(ArchiveFormat))
async def test_archives_events_with_their_data(files: DuckDBArchiveFiles, form: ArchiveFormat) -> None:
    """Found again by the time at which they were committed."""
    async with files.writing(ArchiveKind.EVENTS, form) as writing:
        await writing.add_async([entry(1, HOUR - timedelta(minutes=5)), entry(2, HOUR)])
        written = await writing.finish_async()
        facts = await files.facts_async(written.path, ArchiveKind.EVENTS, form)
        path = str(written.path)
        lines = form is not ArchiveFormat.PARQUET
        found = duckdb.read_json(path, format="newline_delimited") if lines else duckdb.read_parquet(path)
        assert [row[0] for row in found.project("sequence").fetchall()] == [1, 2]
        data = found.project("data").fetchall()[0]
    assert facts == RowFacts(2, HOUR - timedelta(minutes=5), HOUR)
    assert data in [('{"region":"r"}',), ({"region": "r"},)]


@pytest.mark.parametrize("form", list(ArchiveFormat))
@pytest.mark.parametrize("kind", list(ArchiveKind))
async def test_writes_a_file_when_there_are_no_rows(
    files: DuckDBArchiveFiles, kind: ArchiveKind, form: ArchiveFormat
) -> None:
    """It says that there was nothing."""
    async with files.writing(kind, form) as writing:
        written = await writing.finish_async()
        assert await files.facts_async(written.path, kind, form) == RowFacts()


async def test_says_what_is_wrong_when_a_file_is_none(files: DuckDBArchiveFiles, tmp_path: Path) -> None:
    """Spoiled, or gone."""
    path = tmp_path / "spoiled.parquet"
    path.write_bytes(b"no rows")
    with pytest.raises(ArchiveFileError, match="DuckDB could not"):
        await files.facts_async(path, ArchiveKind.TELEMETRY, ArchiveFormat.PARQUET)
    with pytest.raises(ArchiveFileError, match="cannot be had"):
        await files.sha256_async(tmp_path / "gone")


async def test_interrupts_a_statement_when_nobody_waits_for_it(tmp_path: Path) -> None:
    """The next one need not wait; the event loop never does."""
    thread = DuckDBThread()
    endless = "SELECT count(*) FROM range(1_000_000_000_000) a"
    began = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(connection: duckdb.DuckDBPyConnection) -> None:
        loop.call_soon_threadsafe(began.set)
        connection.execute(endless).fetchall()

    with pytest.raises(ArchiveFileError, match=r"longer than 0\.3 s"):
        await thread.query_async(work, tmp_path, 0.3)
    began.clear()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(thread.query_async(work, tmp_path, 60))
        await began.wait()
        running.cancel()
    assert await thread.query_async(lambda own: own.execute("SELECT 1").fetchone(), tmp_path, 20) == (1,)


async def test_begins_no_statement_when_nobody_waits_for_it_any_more(tmp_path: Path) -> None:
    """It was given up while another one went on."""
    thread = DuckDBThread()
    begun: list[bool] = []

    def work(connection: duckdb.DuckDBPyConnection) -> None:
        begun.append(True)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(thread.plain_async(lambda: time.sleep(0.3), 20))
        await asyncio.sleep(0)
        waiting = tasks.create_task(thread.query_async(work, tmp_path, 60))
        await asyncio.sleep(0.05)
        waiting.cancel()
    assert await thread.plain_async(lambda: len(begun), 20) == 0


async def test_removes_folders_when_their_makers_are_dead(files: DuckDBArchiveFiles, own_temporary: Path) -> None:
    """And leaves those alone that somebody works in, and what is not its own."""
    abandoned = own_temporary / "cml-fleet-archive-dead"
    abandoned.mkdir()
    (abandoned / "lock").touch()
    (abandoned / "staged.ndjson").write_text("{}")
    (own_temporary / "cml-fleet-archive-other").mkdir()
    async with files.writing(ArchiveKind.EVENTS, ArchiveFormat.PARQUET) as writing:
        assert await files.remove_leftovers_async() == 1
        await writing.finish_async()
    assert not abandoned.exists()
    assert await files.remove_leftovers_async() == 0


async def test_keeps_the_event_loop_free(files: DuckDBArchiveFiles) -> None:
    """While a file is written, others have their turns."""
    turns = 0
    done = False

    async def count() -> None:
        nonlocal turns
        while not done:
            turns += 1
            await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(count())
        async with files.writing(ArchiveKind.TELEMETRY, ArchiveFormat.PARQUET) as writing:
            for number in range(20):
                await writing.add_async([hour(f"w{number}-{each}", *range(60)) for each in range(100)])
            before = turns
            await writing.finish_async()
        done = True
    assert turns - before > 5
