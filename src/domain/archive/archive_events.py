"""What happens to archives."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


@dataclass(kw_only=True)
class ArchiveDomainEvent(FleetEvent):
    """Something that happened to the archive of some days: `aggregate_id` is the plan's id, or `archive` without one.

    `execution_id` is the run of the job, `destination` a name of the settings.
    """

    category: ClassVar[EventCategory] = EventCategory.ARCHIVE

    execution_id: str
    destination: str
    what: tuple[ArchiveKind, ...]
    format: ArchiveFormat
    first_day: date
    last_day: date


@dataclass(kw_only=True)
class ArchiveCompletedDomainEvent(ArchiveDomainEvent):
    """All days are archived and were read back. `pruned` samples were removed from the database."""

    short_type: ClassVar[str] = "archive.completed"

    files: int
    rows: int
    bytes: int
    pruned: int
    warnings: tuple[str, ...]


@dataclass(kw_only=True)
class ArchiveFailedDomainEvent(ArchiveDomainEvent):
    """The run ended before all days were archived; `code` is stable, `reason` a sentence."""

    short_type: ClassVar[str] = "archive.failed"

    code: str
    reason: str
