"""FigureSummary: what is left of many values of one figure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class FigureSummary:
    """Of `count` values, one at least: the smallest, the largest and their sum. It can be joined without loss."""

    minimum: float
    maximum: float
    total: float
    count: int

    @classmethod
    def of(cls, values: Collection[float]) -> Self:
        """Sum up values; there is at least one."""
        return cls(min(values), max(values), sum(values), len(values))

    @classmethod
    def joined(cls, summaries: Collection["FigureSummary"]) -> Self:
        """Sum up what was summed up before; there is at least one."""
        return cls(
            min(summary.minimum for summary in summaries),
            max(summary.maximum for summary in summaries),
            sum(summary.total for summary in summaries),
            sum(summary.count for summary in summaries),
        )

    @property
    def average(self) -> float:
        """The mean of all values, never outside of them, although sums of floats are not exact."""
        return min(max(self.total / self.count, self.minimum), self.maximum)
