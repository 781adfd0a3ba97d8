"""ReadArchiveFileQuery: the file of one archived day, in parts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.archive.archive_catalogue import ArchiveCatalogue
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchivedFile
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ArchiveContent:
    """A file and its bytes; reading them may raise SourceUnavailableError."""

    file: ArchivedFile
    parts: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArchiveFileQuery(Query[OperationResult[ArchiveContent]]):
    """At a destination of the settings, "" for the first one."""

    required_role: ClassVar[Role] = Role.VIEWER

    kind: ArchiveKind
    day: date
    destination: str = ""


class ReadArchiveFileQueryHandler(QueryHandler[ReadArchiveFileQuery, OperationResult[ArchiveContent]]):
    """Who reads compares the digest: the file may be replaced between its manifest and its first byte."""

    def __init__(self, catalogue: ArchiveCatalogue) -> None:
        self._catalogue = catalogue

    async def handle_async(self, request: ReadArchiveFileQuery) -> OperationResult[ArchiveContent]:
        """NotFoundError where the day is not archived; InvalidRequestError for a destination that is none."""
        manifest = await self._catalogue.manifest_async(request.destination, request.kind, request.day)
        (file,) = manifest.files
        parts = await self._catalogue.store(request.destination).parts_async(file.name)
        if parts is None:
            raise NotFoundError("the file of this day is gone from the destination; archive it again")
        return self.ok(ArchiveContent(file, parts))
