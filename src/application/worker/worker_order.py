"""By what a list of workers can be sorted."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from application.cost.worker_costs import WorkerCost
from domain.telemetry.worker_telemetry import FIGURES
from domain.worker.cml_worker_state import CMLWorkerState

STATE_FIELDS = {
    "name": "name",
    "status": "status",
    "service_status": "service.status",
    "region": "region",
    "account": "account",
    "instance_id": "instance_id",
    "instance_type": "instance_type",
    "ami_name": "ami_name",
    "launch_time": "launch_time",
    "created_at": "created_at",
    "updated_at": "last_modified",
    "id": "id",
}
SORTABLE = (*STATE_FIELDS, *FIGURES, *WorkerCost._fields)

CostOf = Callable[[CMLWorkerState], WorkerCost]
WorkerValue = Callable[[CMLWorkerState], Any]


def worker_values(cost_of: CostOf) -> Mapping[str, WorkerValue]:
    """Return how each sortable field is read from a worker."""
    return {name: _value_of(name, cost_of) for name in SORTABLE}


def _value_of(name: str, cost_of: CostOf) -> WorkerValue:
    if name in WorkerCost._fields:
        figure_of = attrgetter(name)
        return lambda state: figure_of(cost_of(state))
    return attrgetter(f"telemetry.{name}" if name in FIGURES else STATE_FIELDS[name])
