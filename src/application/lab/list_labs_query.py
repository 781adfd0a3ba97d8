"""ListLabsQuery: a page of labs, over the fleet or of one worker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.lab.lab_criteria import LabCriteria
from application.lab.lab_json import LabJson
from application.listing.list_cursors import ListCursors
from application.listing.list_order import ListOrder
from application.settings import Settings
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import InvalidCursorError, NotFoundError
from domain.lab.lab_record_state import LabRecordState

STATE_FIELDS = {
    "title": "title",
    "state": "state",
    "owner": "owner",
    "worker_id": "worker_id",
    "node_count": "node_count",
    "running_nodes": "running_nodes",
    "link_count": "link_count",
    "lab_created_at": "lab_created_at",
    "lab_modified_at": "lab_modified_at",
    "first_seen_at": "created_at",
    "changed_at": "last_modified",
    "id": "id",
}
VALUES = {name: attrgetter(field) for name, field in STATE_FIELDS.items()}


@dataclass(frozen=True, slots=True)
class LabPage:
    """Labs in JSON (LabReply); `total` of all pages; `fleet_sequence` is the position all this is true for."""

    items: Sequence[bytes]
    next_cursor: str | None
    total: int
    fleet_sequence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLabsQuery(Query[OperationResult[LabPage]]):
    """The labs that meet `criteria`, of `worker_id` alone where it is given, in order of `sort`, after `cursor`."""

    required_role: ClassVar[Role] = Role.VIEWER

    criteria: LabCriteria
    worker_id: str | None = None
    sort: str = "title"
    limit: int = 100
    cursor: str | None = None


class ListLabsQueryHandler(QueryHandler[ListLabsQuery, OperationResult[LabPage]]):
    """The cursor holds the place of the page's last lab, signed: labs may come and go between pages."""

    def __init__(self, view: FleetView, json: LabJson, settings: Settings) -> None:
        self._view = view
        self._json = json
        self._cursors = ListCursors(settings, "labs")

    async def handle_async(self, request: ListLabsQuery) -> OperationResult[LabPage]:
        """Return one page; NotFoundError for a worker that the fleet does not have."""
        order = ListOrder.parse(request.sort, VALUES)
        signature, place, _ = self._cursors.read(request.cursor) if request.cursor else (order.signature, None, "")
        if signature != order.signature:
            raise InvalidCursorError
        rows = list(request.criteria.select(self._labs(request.worker_id)))
        page, more = order.page(rows, request.limit, place)
        cursor = self._cursors.after(order, page[-1]) if more else None
        return self.ok(LabPage([self._json.of(lab) for lab in page], cursor, len(rows), str(self._view.position)))

    def _labs(self, worker_id: str | None) -> Iterable[LabRecordState]:
        if worker_id is None:
            return self._view.labs
        if self._view.worker(worker_id) is None:
            raise NotFoundError("the fleet has no worker with this id")
        return self._view.labs.labs_on(worker_id).values()
