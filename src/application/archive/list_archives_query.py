"""ListArchivesQuery: which days are archived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.archive.archive_catalogue import ArchiveCatalogue, ArchivePage, Place
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListArchivesQuery(Query[OperationResult[ArchivePage]]):
    """At a destination of the settings, "" for the first one; of all kinds where `kinds` is empty."""

    required_role: ClassVar[Role] = Role.VIEWER

    destination: str = ""
    kinds: Sequence[ArchiveKind] = ()
    before: Place | None = None
    limit: int = 100


class ListArchivesQueryHandler(QueryHandler[ListArchivesQuery, OperationResult[ArchivePage]]):
    """Asks the destination itself."""

    def __init__(self, catalogue: ArchiveCatalogue) -> None:
        self._catalogue = catalogue

    async def handle_async(self, request: ListArchivesQuery) -> OperationResult[ArchivePage]:
        """Return one page; InvalidRequestError for a destination that is none."""
        kinds = request.kinds or tuple(ArchiveKind)
        return self.ok(await self._catalogue.page_async(request.destination, kinds, request.before, request.limit))
