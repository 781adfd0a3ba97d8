"""DuckDBThread: the one thread in which DuckDB works."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import TYPE_CHECKING, TypeVar

from application.ports.archive_files import ArchiveFileError
from integration.threads.daemon_thread_pool import DaemonThreadPool

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT = "256MB"
INSIST_SECONDS = 0.05

Result = TypeVar("Result")


class DuckDBThread:
    """One piece of work at a time, each under a deadline; what is not waited for any more is interrupted."""

    def __init__(self) -> None:
        self._threads = DaemonThreadPool(1, "duckdb")

    async def plain_async(self, work: Callable[[], Result], seconds: float) -> Result:
        """Do something without DuckDB, between its statements. ArchiveFileError for what the system refuses."""
        return await self._in_time_async(work, seconds)

    async def query_async(self, work: Callable[["DuckDBPyConnection"], Result], spill: Path, seconds: float) -> Result:
        """Work with a connection of its own; what has no place in memory goes to a folder below `spill`."""
        session = _Session(spill)
        try:
            return await self._in_time_async(lambda: session.run(work), seconds)
        finally:
            session.interrupt()

    async def _in_time_async(self, work: Callable[[], Result], seconds: float) -> Result:
        try:
            async with asyncio.timeout(seconds):
                return await self._threads.run(work)
        except TimeoutError as error:
            raise ArchiveFileError(f"a step of the archive took longer than {seconds:g} s") from error
        except OSError as error:
            raise ArchiveFileError(f"a file of the archive cannot be had: {error.strerror}") from error


class _Session:
    """A connection that another thread may interrupt, before it is there as well."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill
        self._lock = Lock()
        self._connection: DuckDBPyConnection | None = None
        self._is_over = False

    def run(self, work: Callable[["DuckDBPyConnection"], Result]) -> Result:
        import duckdb

        try:
            with connected(self._spill) as connection:
                self._begin(connection)
                return work(connection)
        except duckdb.Error as error:
            raise ArchiveFileError(f"DuckDB could not do a step of the archive: {_first_line(error)}") from error
        finally:
            with self._lock:
                self._connection = None

    def interrupt(self) -> None:
        """End what goes on, if anything does; a statement that begins at this very moment would not notice once."""
        self._is_over = True
        if self._connection is not None:
            Thread(target=self._insist, name="duckdb-interrupt", daemon=True).start()

    def _insist(self) -> None:
        while self._interrupt_once():
            sleep(INSIST_SECONDS)

    def _interrupt_once(self) -> bool:
        with self._lock:
            if self._connection is None:
                return False
            self._connection.interrupt()
            return True

    def _begin(self, connection: "DuckDBPyConnection") -> None:
        with self._lock:
            if self._is_over:
                raise ArchiveFileError("nobody waits for this step of the archive any more")
            self._connection = connection


def connected(spill: Path) -> "DuckDBPyConnection":
    """Open a database in memory, bounded, that loads nothing from elsewhere."""
    import duckdb

    connection = duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
