"""Files of the archive, written and read by DuckDB."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from application.ports.archive_files import ArchiveBatch, RowFacts, WrittenFile
from application.ports.archive_source import HourKey
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from integration.duckdb import statements
from integration.duckdb.duckdb_thread import DuckDBThread
from integration.duckdb.staged_lines import lines_of
from integration.duckdb.staging_folder import StagingFolder, remove_abandoned_folders

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGE_SECONDS = 60.0
STATEMENT_SECONDS = 1800.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class DuckDBArchiveWriting:
    """Rows are put down as lines of JSON, and made a file of in one statement: neither holds many in memory."""

    def __init__(self, thread: DuckDBThread, folder: StagingFolder, kind: ArchiveKind, form: ArchiveFormat) -> None:
        self._thread = thread
        self._folder = folder.path
        self._kind = kind
        self._form = form
        self._staged = folder.path / "staged.ndjson"
        self._staged.touch()

    async def add_async(self, batch: ArchiveBatch) -> None:
        """Append lines."""
        await self._thread.plain_async(partial(_append, self._staged, batch), STAGE_SECONDS)

    async def finish_async(self) -> WrittenFile:
        """Let DuckDB write them."""
        target = self._folder / f"part.{self._form.value}"
        statement = statements.writing(self._kind, self._form, self._staged, target)
        await self._thread.query_async(partial(_execute, statement), self._folder, STATEMENT_SECONDS)
        return await self._thread.plain_async(partial(_written, target), STATEMENT_SECONDS)


class DuckDBArchiveFiles:
    """It knows nothing of where files are kept."""

    def __init__(self) -> None:
        self._thread = DuckDBThread()

    @asynccontextmanager
    async def writing(self, kind: ArchiveKind, form: ArchiveFormat) -> AsyncIterator[DuckDBArchiveWriting]:
        """Make a folder, and remove it at the end."""
        folder = await self._thread.plain_async(StagingFolder, STAGE_SECONDS)
        try:
            yield DuckDBArchiveWriting(self._thread, folder, kind, form)
        finally:
            folder.remove()

    async def sha256_async(self, path: Path) -> str:
        """Read every byte."""
        return await self._thread.plain_async(partial(_sha256, path), STATEMENT_SECONDS)

    async def facts_async(self, path: Path, kind: ArchiveKind, form: ArchiveFormat) -> RowFacts:
        """Read every row."""
        rows = await self._rows_async(statements.facts(kind, form, path))
        count, first, last = rows[0]
        return RowFacts(count, _moment(first), _moment(last))

    async def hours_async(self, path: Path, form: ArchiveFormat) -> Mapping[HourKey, int]:
        """Group by worker and hour."""
        rows = await self._rows_async(statements.samples_per_hour(form, path))
        return {HourKey(worker_id, EPOCH + timedelta(milliseconds=hour)): count for worker_id, hour, count in rows}

    async def remove_leftovers_async(self) -> int:
        """Remove folders that nobody has locked."""
        return await self._thread.plain_async(remove_abandoned_folders, STAGE_SECONDS)

    async def _rows_async(self, statement: str) -> list[Any]:
        return await self._thread.query_async(partial(_fetched, statement), Path(gettempdir()), STATEMENT_SECONDS)


def _append(staged: Path, batch: ArchiveBatch) -> None:
    with staged.open("ab") as file:
        file.writelines(lines_of(batch))


def _execute(statement: str, connection: "DuckDBPyConnection") -> None:
    connection.execute(statement)


def _fetched(statement: str, connection: "DuckDBPyConnection") -> list[Any]:
    return connection.execute(statement).fetchall()


def _written(path: Path) -> WrittenFile:
    return WrittenFile(path, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else EPOCH + timedelta(milliseconds=milliseconds)
