"""What is asked and answered about archives."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.archive.archive_catalogue import ArchivePage, Place
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_manifest import ArchiveManifest

DestinationParameter = Annotated[str, Field(max_length=63, description="a name of the settings; else the first one")]


class ArchiveParameters(BaseModel):
    """Which archives, and how many of them."""

    model_config = ConfigDict(extra="forbid")

    destination: DestinationParameter = ""
    what: Annotated[ArchiveKind | None, Field(description="only these")] = None
    before: Annotated[
        str | None, Field(max_length=32, description="next_before of the page before", examples=["2026-11-01/events"])
    ] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ArchivedFileReply(BaseModel):
    """A file by its name below the destination; the times are those of its first and last row."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first_at: datetime | None
    last_at: datetime | None


class ArchiveReply(BaseModel):
    """What is archived of one UTC day: it was read back and found right. `made_by` is the run that made it."""

    schema_version: int
    kind: ArchiveKind
    day: date
    format: ArchiveFormat
    files: Sequence[ArchivedFileReply]
    made_at: datetime
    made_by: str
    range_first: date
    range_last: date


class ArchivePageReply(BaseModel):
    """Archived days, the newest first; ask on with `before=next_before`, which is null at the end."""

    destination: str
    items: Sequence[ArchiveReply]
    next_before: str | None


def archive_reply(manifest: ArchiveManifest) -> ArchiveReply:
    """Show what is archived of a day."""
    return ArchiveReply.model_validate(asdict(manifest))


def page_reply(page: ArchivePage) -> ArchivePageReply:
    """Show a page."""
    following = f"{page.next_before[0]}/{page.next_before[1]}" if page.next_before else None
    items = list(map(archive_reply, page.items))
    return ArchivePageReply(destination=page.destination, items=items, next_before=following)


def place_from(before: str | None) -> Place | None:
    """Read where a page ended; ValueError for what no page told."""
    if before is None:
        return None
    day, _, kind = before.partition("/")
    return date.fromisoformat(day), ArchiveKind(kind)
