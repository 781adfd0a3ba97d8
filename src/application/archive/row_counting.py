"""What is said of rows while they go by, to be compared with what is found in the file afterwards."""

from datetime import datetime

from application.ports.archive_files import ArchiveBatch, RowFacts
from application.ports.archive_source import HourOfSamples


class RowCounting:
    """Counts the rows of batches."""

    def __init__(self) -> None:
        self._rows = 0
        self._first_at: datetime | None = None
        self._last_at: datetime | None = None

    @property
    def facts(self) -> RowFacts:
        """What was seen so far."""
        return RowFacts(self._rows, self._first_at, self._last_at)

    def add(self, batch: ArchiveBatch) -> None:
        """Count a sample for its time, an event for the time at which it was committed."""
        for each in batch:
            if isinstance(each, HourOfSamples):
                self._add(len(each.rows), each.times[0], each.times[-1])
            else:
                self._add(len(each.records), each.at, each.at)

    def _add(self, rows: int, first: datetime, last: datetime) -> None:
        self._rows += rows
        self._first_at = first if self._first_at is None else min(self._first_at, first)
        self._last_at = last if self._last_at is None else max(self._last_at, last)
