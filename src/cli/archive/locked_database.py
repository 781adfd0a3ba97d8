"""A database in memory over the files of archives, in which a statement can do nothing but read them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from cli.errors import CliError, TimedOutError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ONE_SELECT = "Ask one SELECT: the archive is read, never written."
NO_TELEMETRY = """SELECT NULL::VARCHAR AS worker_id, NULL::TIMESTAMPTZ AS time, NULL::DATE AS date WHERE false"""
NO_EVENTS = """SELECT NULL::BIGINT AS sequence, NULL::TIMESTAMPTZ AS time, NULL::DATE AS date WHERE false"""
EMPTY = {"telemetry": NO_TELEMETRY, "events": NO_EVENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a query may use at the most."""

    rows: int
    seconds: float
    memory_megabytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of columns, each once, and rows; `has_more` where rows were left out."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    has_more: bool


def ask(sql: str, files: Mapping[str, Sequence[Path]], bounds: Bounds, spill: Path) -> Answer:
    """Answer one SELECT. Raises UsageError for anything else, TimedOutError, CliError."""
    import duckdb

    try:
        with _locked(files, bounds, spill) as connection:
            _refuse_all_but_a_select(sql, connection)
            return _answered(sql, connection, bounds)
    except duckdb.InterruptException as error:
        raise TimedOutError(f"The query took longer than {bounds.seconds:g} s.") from error
    except duckdb.ParserException as error:
        raise UsageError(_first_line(error)) from error
    except duckdb.Error as error:
        raise CliError(_first_line(error)) from error


@contextmanager
def _locked(files: Mapping[str, Sequence[Path]], bounds: Bounds, spill: Path) -> "Iterator[DuckDBPyConnection]":
    """Open it, make the views, then turn the key: what is set here cannot be set otherwise afterwards."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{bounds.memory_megabytes}MB",
        "temp_directory": str(spill / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for kind, empty in EMPTY.items():
            paths = files.get(kind, ())
            connection.execute(f"CREATE VIEW {kind} AS {_over(paths) if paths else empty}")
        everything = [str(path) for paths in files.values() for path in paths]
        connection.execute(f"SET allowed_paths = {_listed(everything)}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def _over(paths: Sequence[Path]) -> str:
    """Files of other versions may lack columns."""
    named = _listed([str(path) for path in paths])
    return f"FROM read_parquet({named}, hive_partitioning = true, union_by_name = true)"


def _listed(words: Sequence[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"


def _refuse_all_but_a_select(sql: str, connection: "DuckDBPyConnection") -> None:
    import duckdb

    statements = connection.extract_statements(sql)
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise UsageError(ONE_SELECT)


def _answered(sql: str, connection: "DuckDBPyConnection", bounds: Bounds) -> Answer:
    timer = Timer(bounds.seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        connection.execute(sql)
        rows = connection.fetchmany(bounds.rows + 1)
    finally:
        timer.cancel()
    columns = _each_once([column[0] for column in connection.description or ()])
    return Answer(columns, rows[: bounds.rows], len(rows) > bounds.rows)


def _each_once(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return unique


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".") + "."
