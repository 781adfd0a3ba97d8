"""The port to files of rows: written, and read again."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from application.ports.archive_source import HourKey, HourOfSamples
from application.ports.event_log import LogEntry
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.errors import SourceUnavailableError

ArchiveBatch = Sequence[HourOfSamples] | Sequence[LogEntry]


class ArchiveFileError(SourceUnavailableError):
    """A file could not be written, or is not what it should be; the message says which and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="archive_file_error")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """How many rows there are, and the times of the first and the last; None where there is none."""

    rows: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of this machine, which goes when its writing is left."""

    path: Path
    bytes: int
    sha256: str


class ArchiveWriting(Protocol):
    """One file on its way."""

    async def add_async(self, batch: ArchiveBatch) -> None:
        """Take rows, of one kind."""

    async def finish_async(self) -> WrittenFile:
        """Write the file: of the same rows in the same order comes the same file."""


class ArchiveFiles(Protocol):
    """Errors come as ArchiveFileError."""

    def writing(self, kind: ArchiveKind, form: ArchiveFormat) -> AbstractAsyncContextManager[ArchiveWriting]:
        """Begin a file; it and all that was needed for it are removed at the end of the block."""

    async def sha256_async(self, path: Path) -> str:
        """Read a file through and return its digest."""

    async def facts_async(self, path: Path, kind: ArchiveKind, form: ArchiveFormat) -> RowFacts:
        """Read the rows of a file. The times are those of samples, and those at which events were committed."""

    async def hours_async(self, path: Path, form: ArchiveFormat) -> Mapping[HourKey, int]:
        """Count the samples of each worker and hour in a file of telemetry."""

    async def remove_leftovers_async(self) -> int:
        """Remove what writers left that were killed; return how many there were."""
