"""GetArchiveQuery: what is archived of one day."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.archive.archive_catalogue import ArchiveCatalogue
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchiveManifest


@dataclass(frozen=True, slots=True, kw_only=True)
class GetArchiveQuery(Query[OperationResult[ArchiveManifest]]):
    """At a destination of the settings, "" for the first one."""

    required_role: ClassVar[Role] = Role.VIEWER

    kind: ArchiveKind
    day: date
    destination: str = ""


class GetArchiveQueryHandler(QueryHandler[GetArchiveQuery, OperationResult[ArchiveManifest]]):
    """Asks the destination itself."""

    def __init__(self, catalogue: ArchiveCatalogue) -> None:
        self._catalogue = catalogue

    async def handle_async(self, request: GetArchiveQuery) -> OperationResult[ArchiveManifest]:
        """NotFoundError where the day is not archived; InvalidRequestError for a destination that is none."""
        return self.ok(await self._catalogue.manifest_async(request.destination, request.kind, request.day))
