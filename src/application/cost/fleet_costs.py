"""What the fleet costs as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from application.cost.worker_costs import WorkerCosts
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus


@dataclass(slots=True)
class CostSum:
    """The cost of some workers: an hour as they are now, and this month so far.

    Those of unknown price are counted instead of added up.
    """

    workers: int = 0
    usd_per_hour: float = 0.0
    month_to_date_usd: float = 0.0
    workers_of_unknown_price: int = 0


@dataclass(slots=True)
class FleetCost:
    """The cost of all workers of the fleet, also by status."""

    total: CostSum = field(default_factory=CostSum)
    by_status: dict[WorkerStatus, CostSum] = field(default_factory=dict)


def fleet_cost(states: Iterable[CMLWorkerState], costs: WorkerCosts, moment: datetime) -> FleetCost:
    """Add up; only running workers cost anything an hour."""
    by_status: dict[WorkerStatus, CostSum] = {}
    for state in states:
        cost = costs.cost_of(state, moment)
        group = by_status.setdefault(state.status, CostSum())
        group.workers += 1
        group.month_to_date_usd += cost.month_to_date_usd or 0.0
        group.workers_of_unknown_price += cost.usd_per_hour is None or cost.month_to_date_usd is None
        if state.status is WorkerStatus.RUNNING:
            group.usd_per_hour += cost.usd_per_hour or 0.0
    return FleetCost(_total(by_status), by_status)


def _total(groups: Mapping[WorkerStatus, CostSum]) -> CostSum:
    return CostSum(
        workers=sum(group.workers for group in groups.values()),
        usd_per_hour=sum(group.usd_per_hour for group in groups.values()),
        month_to_date_usd=sum(group.month_to_date_usd for group in groups.values()),
        workers_of_unknown_price=sum(group.workers_of_unknown_price for group in groups.values()),
    )
