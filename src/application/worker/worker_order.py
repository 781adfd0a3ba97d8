"""In which order a list shows workers, and where its next page begins."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Self

from application.cost.worker_costs import WorkerCost
from domain.errors import InvalidRequestError
from domain.telemetry.worker_telemetry import FIGURES
from domain.worker.cml_worker_state import CMLWorkerState

STATE_FIELDS = {
    "name": "name",
    "status": "status",
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

Place = Sequence[Any]
CostOf = Callable[[CMLWorkerState], WorkerCost]


class WorkerOrder:
    """Sorts by fields, the last one always the id: no two workers share a place. What is not known comes last."""

    def __init__(self, fields: Sequence[tuple[str, bool]], cost_of: CostOf) -> None:
        self._fields = [*fields, ("id", False)]
        self._values = [_value_of(name, cost_of) for name, _ in self._fields]

    @classmethod
    def parse(cls, text: str, cost_of: CostOf) -> Self:
        """Read `-cpu_percent,name`, a minus for descending; InvalidRequestError for a field that is not sortable."""
        fields = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",") if part]
        for name, _ in fields:
            if name not in SORTABLE:
                raise InvalidRequestError(f"sort takes {', '.join(SORTABLE)}", pointer="sort", code="unknown_field")
        return cls(fields, cost_of)

    def sorted(self, states: Iterable[CMLWorkerState]) -> list[CMLWorkerState]:
        """Sort, the last field first: Python's sort keeps the order of equals."""
        rows = list(states)
        for (_, descending), value_of in reversed(list(zip(self._fields, self._values, strict=True))):
            values = list(map(value_of, rows))
            if None in values:
                known = [row for row, value in zip(rows, values, strict=True) if value is not None]
                unknown = [row for row, value in zip(rows, values, strict=True) if value is None]
                rows = sorted(known, key=value_of, reverse=descending) + unknown
            else:
                rows.sort(key=value_of, reverse=descending)
        return rows

    def place_of(self, state: CMLWorkerState) -> Place:
        """Where a worker stands: JSON values."""
        return [_in_json(value_of(state)) for value_of in self._values]

    def after(self, rows: list[CMLWorkerState], place: Place) -> int:
        """Return the index of the first of the sorted `rows` that stands after `place`."""
        return bisect_right(rows, 0, key=lambda row: self._compare(self.place_of(row), place))

    def _compare(self, one: Place, other: Place) -> int:
        for (_, descending), left, right in zip(self._fields, one, other, strict=True):
            if left != right:
                return _compare_values(left, right, descending=descending)
        return 0

    @property
    def signature(self) -> str:
        """The fields and directions, to tell lists of different order apart."""
        return ",".join(f"{'-' if descending else ''}{name}" for name, descending in self._fields)


def _value_of(name: str, cost_of: CostOf) -> Callable[[CMLWorkerState], Any]:
    if name in WorkerCost._fields:
        figure_of = attrgetter(name)
        return lambda state: figure_of(cost_of(state))
    return attrgetter(f"telemetry.{name}" if name in FIGURES else STATE_FIELDS[name])


def _in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _compare_values(left: Any, right: Any, *, descending: bool) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    return -1 if (left < right) != descending else 1
