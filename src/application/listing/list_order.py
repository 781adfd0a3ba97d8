"""In which order a list shows its rows, and where its next page begins."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from domain.errors import InvalidRequestError

Row = TypeVar("Row")
Place = Sequence[Any]
ValueOf = Callable[[Row], Any]


class ListOrder(Generic[Row]):
    """Sorts by fields, the last one always the id: no two rows share a place. What is not known comes last."""

    def __init__(self, fields: Sequence[tuple[str, bool]], value_of: Mapping[str, ValueOf[Row]]) -> None:
        self._fields = [*fields, ("id", False)]
        self._values = [value_of[name] for name, _ in self._fields]

    @classmethod
    def parse(cls, text: str, value_of: Mapping[str, ValueOf[Row]]) -> Self:
        """Read `-cpu_percent,name`, a minus for descending; InvalidRequestError for a field that is not sortable.

        `value_of` says by name what can be sorted by; `id` is one of them.
        """
        fields = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",") if part]
        for name, _ in fields:
            if name not in value_of:
                raise InvalidRequestError(f"sort takes {', '.join(value_of)}", pointer="sort", code="unknown_field")
        return cls(fields, value_of)

    def sorted(self, rows: Iterable[Row]) -> list[Row]:
        """Sort, the last field first: Python's sort keeps the order of equals."""
        ordered = list(rows)
        for (_, descending), value_of in reversed(list(zip(self._fields, self._values, strict=True))):
            values = list(map(value_of, ordered))
            if None in values:
                known = [row for row, value in zip(ordered, values, strict=True) if value is not None]
                unknown = [row for row, value in zip(ordered, values, strict=True) if value is None]
                ordered = sorted(known, key=value_of, reverse=descending) + unknown
            else:
                ordered.sort(key=value_of, reverse=descending)
        return ordered

    def place_of(self, row: Row) -> Place:
        """Where a row stands: JSON values."""
        return [_in_json(value_of(row)) for value_of in self._values]

    def after(self, rows: list[Row], place: Place) -> int:
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


def _in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _compare_values(left: Any, right: Any, *, descending: bool) -> int:
    if left is None or right is None:
        return 1 if left is None else -1
    return -1 if (left < right) != descending else 1
