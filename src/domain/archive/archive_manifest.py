"""ArchiveManifest: what is known for sure of one archived day."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.archive.archive_kind import ArchiveFormat, ArchiveKind

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFile:
    """A file, by its `name` below the destination. The times are those of its rows; None where it has none."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveManifest:
    """One kind of one UTC day. It is written after its files were read back and found right; no other file counts.

    `range_first` and `range_last` are the days of the run that made it, `made_by` is the id of that run.
    """

    schema_version: int = SCHEMA_VERSION
    kind: ArchiveKind
    day: date
    format: ArchiveFormat
    files: tuple[ArchivedFile, ...]
    made_at: datetime
    made_by: str
    range_first: date
    range_last: date

    @property
    def rows(self) -> int:
        """How many rows all of its files have."""
        return sum(file.rows for file in self.files)

    @property
    def bytes(self) -> int:
        """How large all of its files are."""
        return sum(file.bytes for file in self.files)


def folder_of(kind: ArchiveKind, day: date) -> str:
    """Where the files of a day are: in the layout of Apache Hive, which DuckDB, Spark and others read."""
    return f"{kind.value}/date={day.isoformat()}/"


def manifest_name(kind: ArchiveKind, day: date) -> str:
    """Name the manifest of a day."""
    return f"{folder_of(kind, day)}manifest.json"


def file_name(kind: ArchiveKind, day: date, form: ArchiveFormat) -> str:
    """Name the file of a day."""
    return f"{folder_of(kind, day)}part-0.{form.value}"
