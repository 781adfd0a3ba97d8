"""ListWorkersQuery: a page of workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.clock import rfc3339
from application.cost.worker_costs import WorkerCosts
from application.listing.list_cursors import ListCursors
from application.settings import Settings
from application.worker.fleet_view import FleetView
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_listings import WorkerListings
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
    """The cursor holds the place of the page's last worker, signed: rows may come and go between pages.

    It also holds the moment of the first page, for which the costs of all pages are worked out: else workers would
    move in the list as their costs grow.
    """

    def __init__(
        self, view: FleetView, listings: WorkerListings, series: WorkerSeries, costs: WorkerCosts, settings: Settings
    ) -> None:
        self._view = view
        self._listings = listings
        self._series = series
        self._costs = costs
        self._cursors = ListCursors(settings, "workers")

    async def handle_async(self, request: ListWorkersQuery) -> OperationResult[WorkerPage]:
        """Return one page."""
        signature, place, begun = self._cursors.read(request.cursor) if request.cursor else ("", None, "")
        moment = datetime.fromisoformat(begun) if begun else self._costs.present()
        order = self._listings.order(request.sort, moment)
        if request.cursor and signature != order.signature:
            raise InvalidCursorError
        listing = self._listings.page(request.criteria, order, moment, request.limit, place)
        page = listing.workers
        cursor = self._cursors.after(order, page[-1], rfc3339(moment)) if listing.has_more else None
        items = [self._view.json_of(state) for state in page]
        position = str(self._view.position)
        if request.with_series:
            series = await self._series.json_of_async([state.id for state in page])
            items = [
                b'%b,"series":%b}' % (item[:-1], series[state.id]) for item, state in zip(items, page, strict=True)
            ]
        return self.ok(WorkerPage(items, cursor, listing.total, position))
