"""WorkerListings: how lists of workers begin, kept while no worker changes."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.cost.worker_costs import WorkerCosts
from application.listing.list_order import ListOrder, Place
from application.worker.fleet_view import FleetView
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_order import worker_values
from domain.worker.cml_worker_state import CMLWorkerState

MOST_KEPT = 100


@dataclass(frozen=True, slots=True)
class WorkerListing:
    """The workers of a page, whether more follow, and how many there are on all pages."""

    workers: Sequence[CMLWorkerState]
    has_more: bool
    total: int


class WorkerListings:
    """Whoever watches a list asks for its beginning again and again; ten thousand workers are sorted for the first.

    What is kept was found since a worker, a lab or a price changed last.
    """

    def __init__(self, view: FleetView, costs: WorkerCosts) -> None:
        self._view = view
        self._costs = costs
        self._changes = view.changes
        self._kept: dict[Hashable, WorkerListing] = {}
        costs.when_changed(self._kept.clear)

    def order(self, sort: str, moment: datetime) -> ListOrder[CMLWorkerState]:
        """Read an order in which costs are those of `moment`; InvalidRequestError for a field that is not sortable."""
        return ListOrder.parse(
            sort, worker_values(lambda state: self._costs.cost_of(state, moment), self._view.lab_counts_of)
        )

    def page(
        self,
        criteria: WorkerCriteria,
        order: ListOrder[CMLWorkerState],
        moment: datetime,
        limit: int,
        place: Place | None,
    ) -> WorkerListing:
        """Return the page that follows a place, as it is now; None = the first one."""
        if place is not None:
            return self._found(criteria, order, limit, place)
        if self._changes != self._view.changes or len(self._kept) >= MOST_KEPT:
            self._kept.clear()
            self._changes = self._view.changes
        asked = (criteria, order.signature, moment, limit)
        if asked not in self._kept:
            self._kept[asked] = self._found(criteria, order, limit, None)
        return self._kept[asked]

    def _found(
        self, criteria: WorkerCriteria, order: ListOrder[CMLWorkerState], limit: int, place: Place | None
    ) -> WorkerListing:
        rows = list(criteria.select(self._view.workers()))
        workers, has_more = order.page(rows, limit, place)
        return WorkerListing(workers, has_more, len(rows))
