"""By what a list of workers can be sorted."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from application.cost.worker_costs import WorkerCost
from application.worker.lab_counts import LabCounts
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
SORTABLE = (*STATE_FIELDS, *FIGURES, *WorkerCost._fields, *LabCounts._fields)

CostOf = Callable[[CMLWorkerState], WorkerCost]
LabsOf = Callable[[CMLWorkerState], LabCounts]
WorkerValue = Callable[[CMLWorkerState], Any]


def worker_values(cost_of: CostOf, labs_of: LabsOf) -> Mapping[str, WorkerValue]:
    """Return how each sortable field is read from a worker."""
    own = {name: attrgetter(field) for name, field in STATE_FIELDS.items()}
    figures = {name: attrgetter(f"telemetry.{name}") for name in FIGURES}
    costs = {name: _part_of(name, cost_of) for name in WorkerCost._fields}
    labs = {name: _part_of(name, labs_of) for name in LabCounts._fields}
    return {**own, **figures, **costs, **labs}


def _part_of(name: str, whole_of: Callable[[CMLWorkerState], Any]) -> WorkerValue:
    part_of = attrgetter(name)
    return lambda state: part_of(whole_of(state))
