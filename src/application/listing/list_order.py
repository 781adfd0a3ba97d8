"""In which order a list shows its rows, and where its next page begins."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from heapq import nlargest, nsmallest
from operator import ge, le
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

    def page(self, rows: Iterable[Row], limit: int, place: Place | None) -> tuple[list[Row], bool]:
        """Return the first `limit` rows in order that stand after `place` (None = from the start), and if more follow.

        Only rows whose first field lets them be among these are put in order: a page does not cost a sorted fleet.
        """
        found = self._after(rows, place, limit + 1)
        return found[:limit], len(found) > limit

    def _after(self, rows: Iterable[Row], place: Place | None, limit: int) -> list[Row]:
        if place is None:
            return self._first(list(rows), limit)
        beside, behind = self._apart(rows, place[0])
        ordered = self.sorted(beside)
        begun = ordered[bisect_right(ordered, 0, key=lambda row: self._compare(self.place_of(row), place)) :][:limit]
        return begun + self._first(behind, limit - len(begun))

    def _first(self, rows: list[Row], count: int) -> list[Row]:
        value_of, descending = self._values[0], self._fields[0][1]
        values = list(map(value_of, rows))
        known = [value for value in values if value is not None] if None in values else values
        if 0 < count < len(known):
            first = nlargest(count, known) if descending else nsmallest(count, known)
            within = partial(le if descending else ge, first[-1])
            rows = [row for row, value in zip(rows, values, strict=True) if value is not None and within(value)]
        return self.sorted(rows)[:count]

    def _apart(self, rows: Iterable[Row], first: Any) -> tuple[list[Row], list[Row]]:
        """The rows whose first field is `first`, and those whose first field stands after it."""
        value_of, descending = self._values[0], self._fields[0][1]
        beside, behind = [], []
        for row in rows:
            value = _in_json(value_of(row))
            if value == first:
                beside.append(row)
            elif _compare_values(value, first, descending=descending) > 0:
                behind.append(row)
        return beside, behind

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
