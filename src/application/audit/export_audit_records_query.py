"""ExportAuditRecordsQuery: everything that was asked for, in parts."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.audit_log import AuditCriteria, AuditLog, AuditRecord
from domain.access.principal import Role

RECORDS_PER_PART = 500

Parts = AsyncIterator[Sequence[AuditRecord]]


@dataclass(frozen=True, slots=True)
class ExportAuditRecordsQuery(Query[OperationResult[Parts]]):
    """All records that meet the criteria, the newest first."""

    required_role: ClassVar[Role] = Role.ADMIN

    criteria: AuditCriteria


class ExportAuditRecordsQueryHandler(QueryHandler[ExportAuditRecordsQuery, OperationResult[Parts]]):
    """The first part is read at once, so that a database that is away is told as such; the others when asked for."""

    def __init__(self, audit_log: AuditLog) -> None:
        self._log = audit_log

    async def handle_async(self, request: ExportAuditRecordsQuery) -> OperationResult[Parts]:
        """Return the parts; reading them may raise SourceUnavailableError."""
        first = await self._log.read_async(request.criteria, None, RECORDS_PER_PART)
        return self.ok(self._parts_async(first, request.criteria))

    async def _parts_async(self, first: Sequence[AuditRecord], criteria: AuditCriteria) -> Parts:
        part = first
        while part:
            yield part
            part = await self._log.read_async(criteria, part[-1].id, RECORDS_PER_PART)
