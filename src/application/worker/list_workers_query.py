"""ListWorkersQuery: a page of workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from itsdangerous import BadSignature, URLSafeSerializer
from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.settings import Settings
from application.worker.fleet_view import FleetView
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_order import Place, WorkerOrder
from application.worker.worker_series import WorkerSeries
from domain.access.principal import Role
from domain.errors import InvalidCursorError


@dataclass(frozen=True, slots=True)
class WorkerPage:
    """Workers in JSON (WorkerReply); `total` of all pages; `fleet_sequence` is the position all this is true for."""

    items: Sequence[bytes]
    next_cursor: str | None
    total: int
    fleet_sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWorkersQuery(Query[OperationResult[WorkerPage]]):
    """The workers that meet `criteria`, in order of `sort`, at most `limit`, after `cursor`.

    `with_series` puts the last hour's figures beside each.
    """

    required_role: ClassVar[Role] = Role.VIEWER

    criteria: WorkerCriteria
    sort: str = "name"
    limit: int = 100
    cursor: str | None = None
    with_series: bool = False


class ListWorkersQueryHandler(QueryHandler[ListWorkersQuery, OperationResult[WorkerPage]]):
    """The cursor holds the place of the page's last worker, signed: rows may come and go between pages."""

    def __init__(self, view: FleetView, settings: Settings, series: WorkerSeries) -> None:
        self._view = view
        self._series = series
        self._cursors = URLSafeSerializer(settings.secret_key.get_secret_value(), salt="workers")

    async def handle_async(self, request: ListWorkersQuery) -> OperationResult[WorkerPage]:
        """Return one page."""
        order = WorkerOrder.parse(request.sort)
        rows = order.sorted(filter(request.criteria.admits, self._view.workers()))
        begin = order.after(rows, self._place(request.cursor, order)) if request.cursor else 0
        page = rows[begin : begin + request.limit]
        more = begin + request.limit < len(rows)
        cursor = self._cursors.dumps([order.signature, order.place_of(page[-1])]) if more else None
        items = [self._view.json_of(state) for state in page]
        if request.with_series:
            series = await self._series.json_of_async([state.id for state in page])
            items = [
                b'%b,"series":%b}' % (item[:-1], series[state.id]) for item, state in zip(items, page, strict=True)
            ]
        return self.ok(WorkerPage(items, cursor, len(rows), str(self._view.position)))

    def _place(self, cursor: str, order: WorkerOrder) -> Place:
        try:
            signature, place = self._cursors.loads(cursor)
        except BadSignature:
            raise InvalidCursorError from None
        if signature != order.signature:
            raise InvalidCursorError
        checked: list[Any] = place
        return checked
