"""DaySpan: the days that a query is about."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class DaySpan:
    """From one day to another, both included, in words that sort; "" = without an end."""

    first: str = ""
    last: str = ""

    @classmethod
    def read(cls, start: str | None, end: str | None) -> Self:
        """Read the options; only a start means that day alone. UsageError for what is no day."""
        days = [_day(text) for text in (start, end)]
        return cls(days[0], days[1] or days[0])

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return self.first <= day and (not self.last or day <= self.last)


def _day(text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UsageError(f"{text} is no day: give it like 2026-11-01.") from error
