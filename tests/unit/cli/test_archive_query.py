"""SQL over archives can read them, and do nothing else."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from cli.archive.archived_files import files_in
from cli.archive.locked_database import Answer, Bounds, ask
from cli.archive.query_output import QueryFormat, plain, show_answer
from cli.archive.spans import DaySpan
from cli.errors import CliError, TimedOutError, UsageError

BOUNDS = Bounds(rows=10, seconds=30, memory_megabytes=256)
DAYS = ("2026-11-01", "2026-11-02")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two days of telemetry, one of events, and one of events in lines."""
    for number, day in enumerate(DAYS):
        rows = f"SELECT 'w{number}' AS worker_id, TIMESTAMPTZ '{day} 12:00:00Z' AS time, {number}.5 AS cpu_percent"
        written(tmp_path, "telemetry", day, rows)
    written(tmp_path, "events", DAYS[0], "SELECT 1 AS sequence, now() AS time")
    manifest = tmp_path / f"events/date={DAYS[1]}/manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps({"day": DAYS[1], "format": "ndjson", "files": []}))
    return tmp_path


def written(root: Path, kind: str, day: str, rows: str) -> Path:
    """Write a file and its manifest."""
    name = f"{kind}/date={day}/part-0.parquet"
    path = root / name
    path.parent.mkdir(parents=True)
    relation = duckdb.sql(rows)
    assert relation is not None
    relation.write_parquet(str(path))
    manifest = {"day": day, "format": "parquet", "files": [{"name": name, "bytes": path.stat().st_size}]}
    (path.parent / "manifest.json").write_text(json.dumps(manifest))
    return path


def files(archive: Path, span: DaySpan | None = None) -> Mapping[str, Sequence[Path]]:
    """All files of an archive."""
    return files_in(archive, ["telemetry", "events"], span or DaySpan()).by_kind


def asked(archive: Path, sql: str, **bounds: Any) -> Answer:
    """Ask."""
    wanted = {"rows": BOUNDS.rows, "seconds": BOUNDS.seconds, "memory_megabytes": BOUNDS.memory_megabytes, **bounds}
    return ask(sql, files(archive), Bounds(**wanted), archive)


def test_answers_from_all_files_with_their_days(archive: Path) -> None:
    """Names of columns are there once each; rows that are left out are told of."""
    answer = asked(archive, "SELECT date, worker_id, cpu_percent AS date FROM telemetry ORDER BY time", rows=1)
    assert (list(answer.columns), answer.has_more) == (["date", "worker_id", "date_2"], True)
    assert list(answer.rows) == [(date(2026, 11, 1), "w0", Decimal("0.5"))]
    assert asked(archive, "SELECT count(*) FROM events").rows == [(1,)]
    assert asked(archive, "DESCRIBE telemetry").columns[0] == "column_name"


def test_has_views_when_nothing_is_archived(tmp_path: Path) -> None:
    """They are empty."""
    assert asked(tmp_path, "SELECT count(*) FROM telemetry, events").rows == [(0,)]


HOSTILE = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_parquet('{here}/telemetry/*/*.parquet')",
    "SELECT * FROM read_json('{here}/telemetry/date=2026-11-01/manifest.json')",
    "SELECT * FROM read_text('{here}/telemetry/date=2026-11-01/part-0.parquet/../../../secret')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('/etc/passwd')",
    "SELECT * FROM read_csv('https://192.0.2.1/x')",
    "SELECT * FROM read_parquet('s3://bucket/x')",
    "SELECT getenv('HOME')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{here}/out''')",
    "COPY (SELECT 1) TO '{here}/out'",
    "COPY telemetry TO '{part}'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{part}'",
    "EXPORT DATABASE '{here}/out'",
    "IMPORT DATABASE '{here}'",
    "ATTACH '{here}/out.db'",
    "DETACH memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA enable_external_access=true",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "SET memory_limit = '8GB'",
    "RESET lock_configuration",
    "CREATE TABLE t AS SELECT 1",
    "CREATE SECRET s (TYPE s3)",
    "DROP VIEW telemetry",
    "CALL dbgen(sf = 1)",
    "CHECKPOINT",
    "VACUUM",
    "SELECT 1; COPY (SELECT 1) TO '{here}/out'",
    "SELECT 1; SELECT 2",
    "",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_does_nothing_when_a_statement_would_do_more_than_read(archive: Path, sql: str) -> None:
    """No file is read but those of the archive, none written, nothing set."""
    part = archive / f"telemetry/date={DAYS[0]}/part-0.parquet"
    (archive / "secret").write_text("word")
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    with pytest.raises(CliError) as refused:
        asked(archive, sql.format(here=archive, part=part))
    assert "root:" not in str(refused.value)
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before


def test_ends_a_query_that_takes_too_long(archive: Path) -> None:
    """And says so."""
    with pytest.raises(TimedOutError, match=r"longer than 0\.3 s"):
        asked(archive, "SELECT count(*) FROM range(1_000_000_000_000) a", seconds=0.3)


def test_ends_a_query_that_takes_too_much_memory(archive: Path) -> None:
    """A list cannot be put aside."""
    with pytest.raises(CliError, match="Out of Memory"):
        asked(archive, "SELECT list(range) FROM range(100_000_000)", memory_megabytes=64)


def test_takes_the_days_that_are_asked_for(archive: Path) -> None:
    """Only a start is that day alone."""
    assert len(files(archive, DaySpan.read(DAYS[1], None))["telemetry"]) == 1
    assert len(files(archive, DaySpan.read(None, DAYS[0]))["telemetry"]) == 1
    assert len(files(archive, DaySpan.read(*DAYS))["telemetry"]) == 2
    assert files_in(archive, ["events"], DaySpan()).left_out == 1
    with pytest.raises(UsageError, match="is no day"):
        DaySpan.read("yesterday", None)


@pytest.mark.parametrize(
    "manifest",
    [
        "no json",
        "[]",
        '{"day": "2026-11-01"}',
        '{"day": "2026-11-01", "format": "parquet", "files": [{"name": "gone"}]}',
        '{"day": "2026-11-01", "format": "parquet", "files": [{"name": "../../../etc/passwd"}]}',
    ],
)
def test_reads_nothing_when_a_manifest_is_wrong(archive: Path, manifest: str) -> None:
    """Neither a file that is another one, nor one outside of the archive."""
    (archive / f"telemetry/date={DAYS[0]}/manifest.json").write_text(manifest)
    with pytest.raises(CliError):
        files(archive)


def test_shows_values_as_json_has_them() -> None:
    """Times in UTC."""
    assert plain(datetime(2026, 11, 1, 12, tzinfo=UTC)) == "2026-11-01T12:00:00Z"
    assert plain(datetime(2026, 11, 1, 12)) == "2026-11-01T12:00:00"  # noqa: DTZ001  # what DuckDB calls a TIMESTAMP
    assert plain([Decimal("1.5"), {"a": (date(2026, 11, 1), None)}, True]) == [1.5, {"a": ["2026-11-01", None]}, True]
    assert plain(UUID(int=0)) == "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        (QueryFormat.CSV, "a,b\n1,\\x1b[31m\n"),
        (QueryFormat.JSON, '[\n  {\n    "a": 1,\n    "b": "\\u001b[31m"\n  }\n]\n'),
        (QueryFormat.TABLE, "A  B\n1  \\x1b[31m\n"),
    ],
)
def test_steers_no_terminal(capsys: pytest.CaptureFixture[str], output: QueryFormat, shown: str) -> None:
    """What others wrote into events is shown, not obeyed."""
    show_answer(Answer(["a", "b"], [(1, "\x1b[31m")], has_more=False), output)
    assert capsys.readouterr().out == shown
