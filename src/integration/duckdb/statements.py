"""The SQL of the archive."""

from collections.abc import Mapping
from pathlib import Path

from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.telemetry.worker_telemetry import COUNT_FIGURES, FIGURES

MOMENT, TEXT, NUMBER = "TIMESTAMPTZ", "VARCHAR", "BIGINT"
TELEMETRY_COLUMNS = {
    "worker_id": TEXT,
    "time": MOMENT,
    **{name: NUMBER if name in COUNT_FIGURES else "DOUBLE" for name in FIGURES},
}
EVENT_COLUMNS = {
    "sequence": NUMBER,
    "committed_at": MOMENT,
    "time": MOMENT,
    "category": TEXT,
    "short_type": TEXT,
    "type": TEXT,
    "id": TEXT,
    "source": TEXT,
    "subject": TEXT,
    "worker_id": TEXT,
    "aggregate_version": NUMBER,
    "regions": "VARCHAR[]",
    "tags": "VARCHAR[]",
    "data": "JSON",
}
COLUMNS = {ArchiveKind.TELEMETRY: TELEMETRY_COLUMNS, ArchiveKind.EVENTS: EVENT_COLUMNS}
STAGED_HOURS = {"worker_id": TEXT, "times": "TIMESTAMPTZ[]", "rows": "DOUBLE[][]"}
TIME_OF = {ArchiveKind.TELEMETRY: "time", ArchiveKind.EVENTS: "committed_at"}
WRITTEN_AS = {
    ArchiveFormat.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    ArchiveFormat.NDJSON: "FORMAT json",
    ArchiveFormat.NDJSON_GZIP: "FORMAT json, COMPRESSION gzip",
}
RFC3339 = "%Y-%m-%dT%H:%M:%S.%gZ"
LARGEST_LINE_BYTES = {ArchiveKind.TELEMETRY: 1024 * 1024, ArchiveKind.EVENTS: 8 * 1024 * 1024}
"""An hour of a worker with a sample for each second has 300 kB; the largest event has less than 4 MB."""


def writing(kind: ArchiveKind, form: ArchiveFormat, staged: Path, target: Path) -> str:
    """Make the file of what is staged, in its order: to sort rows, DuckDB would have to hold them."""
    rows = _samples(staged) if kind is ArchiveKind.TELEMETRY else _json(kind, staged, EVENT_COLUMNS)
    chosen = ", ".join(COLUMNS[kind]) if form is ArchiveFormat.PARQUET else _with_times_in_words(kind)
    return f"COPY (SELECT {chosen} FROM {rows}) TO {_quoted(target)} ({WRITTEN_AS[form]})"


def facts(kind: ArchiveKind, form: ArchiveFormat, path: Path) -> str:
    """Count the rows of a file; their first and last times are milliseconds since 1970."""
    time = TIME_OF[kind]
    return f"SELECT count(*), epoch_ms(min({time})), epoch_ms(max({time})) FROM {_rows(kind, form, path)}"


def samples_per_hour(form: ArchiveFormat, path: Path) -> str:
    """Count the samples of each worker and hour; hours are milliseconds since 1970."""
    rows = _rows(ArchiveKind.TELEMETRY, form, path)
    return f"SELECT worker_id, epoch_ms(date_trunc('hour', time)) AS hour, count(*) FROM {rows} GROUP BY ALL"


def _samples(staged: Path) -> str:
    values = ", ".join(
        f"row[{place}]::{TELEMETRY_COLUMNS[name]} AS {name}" for place, name in enumerate(FIGURES, start=1)
    )
    hours = _json(ArchiveKind.TELEMETRY, staged, STAGED_HOURS)
    unfolded = f"SELECT worker_id, unnest(times) AS time, unnest(rows) AS row FROM {hours}"
    return f"(SELECT worker_id, time, {values} FROM ({unfolded}))"


def _with_times_in_words(kind: ArchiveKind) -> str:
    return ", ".join(
        f"strftime({name} AT TIME ZONE 'UTC', '{RFC3339}') AS {name}" if column == MOMENT else name
        for name, column in COLUMNS[kind].items()
    )


def _rows(kind: ArchiveKind, form: ArchiveFormat, path: Path) -> str:
    if form is ArchiveFormat.PARQUET:
        return f"read_parquet({_quoted(path)}, hive_partitioning = false)"
    return _json(kind, path, COLUMNS[kind], "gzip" if form is ArchiveFormat.NDJSON_GZIP else "uncompressed")


def _json(kind: ArchiveKind, path: Path, columns: Mapping[str, str], compression: str = "uncompressed") -> str:
    typed = ", ".join(f"{name}: '{column}'" for name, column in columns.items())
    return (
        f"read_json({_quoted(path)}, format = 'newline_delimited', compression = '{compression}', "
        f"maximum_object_size = {LARGEST_LINE_BYTES[kind]}, columns = {{{typed}}})"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
