"""What a list asks of its rows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Condition = Callable[[Row], Any]


class Criteria(ABC, Generic[Row]):
    """Conditions that a row must all meet to be listed; without any, every row is."""

    @abstractmethod
    def conditions(self) -> Iterable[Condition[Row]]:
        """What was asked, and nothing else: what was not asked is not looked at in ten thousand rows."""

    def select(self, rows: Iterable[Row]) -> Iterable[Row]:
        """Return the rows that are shown, in the order they come."""
        for condition in self.conditions():
            rows = filter(condition, rows)
        return rows
