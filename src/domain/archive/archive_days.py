"""ArchiveDays: the UTC days that are archived at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_DAYS = 366
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ArchiveDays:
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + number * ONE_DAY for number in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    @classmethod
    def before(cls, today: date, days: int) -> "ArchiveDays":
        """The last `days` that are over."""
        return cls(today - days * ONE_DAY, today - ONE_DAY)


def begin_of(day: date) -> datetime:
    """When a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
