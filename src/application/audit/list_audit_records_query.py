"""ListAuditRecordsQuery: a page of what was asked for, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from itsdangerous import BadSignature, URLSafeSerializer
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.audit_log import AuditCriteria, AuditLog, AuditRecord
from application.settings import Settings
from domain.access.principal import Role
from domain.errors import InvalidCursorError


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Records, the newest first; `next_cursor` None on the last page."""

    items: Sequence[AuditRecord]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAuditRecordsQuery(Query[OperationResult[AuditPage]]):
    """At most `limit` of those that meet the criteria, after `cursor`."""

    required_role: ClassVar[Role] = Role.ADMIN

    criteria: AuditCriteria
    limit: int = 100
    cursor: str | None = None


class ListAuditRecordsQueryHandler(QueryHandler[ListAuditRecordsQuery, OperationResult[AuditPage]]):
    """The cursor holds the id of the page's last record, signed."""

    def __init__(self, audit_log: AuditLog, settings: Settings) -> None:
        self._log = audit_log
        self._cursors = URLSafeSerializer(settings.secret_key.get_secret_value(), salt="audit")

    async def handle_async(self, request: ListAuditRecordsQuery) -> OperationResult[AuditPage]:
        """Return one page; InvalidCursorError for a cursor that this list did not give out."""
        before = self._place(request.cursor) if request.cursor else None
        found = await self._log.read_async(request.criteria, before, request.limit + 1)
        page = found[: request.limit]
        cursor = self._cursors.dumps(page[-1].id) if len(found) > len(page) else None
        return self.ok(AuditPage(page, cursor))

    def _place(self, cursor: str) -> str:
        try:
            return str(self._cursors.loads(cursor))
        except BadSignature:
            raise InvalidCursorError from None
