"""The port to what is archived, as the database holds it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from application.ports.event_log import LogEntry


class HourKey(NamedTuple):
    """The samples of one worker in the hour that begins at `hour`."""

    worker_id: str
    hour: datetime


@dataclass(frozen=True, slots=True)
class HourOfSamples:
    """Samples of one worker in one hour, in order: for each of `times` a row, a value or None for each of FIGURES."""

    key: HourKey
    times: Sequence[datetime]
    rows: Sequence[Sequence[float | None]]


class ArchiveSource(Protocol):
    """A day at a time, in parts that are small in memory, always in the same order.

    Errors of the database come as SourceUnavailableError.
    """

    def samples_of(self, day: date) -> AsyncIterator[Sequence[HourOfSamples]]:
        """Yield the samples of a UTC day, in the order of hours, workers and times; also of who has left the fleet."""

    def events_of(self, day: date) -> AsyncIterator[Sequence[LogEntry]]:
        """Yield the entries that were committed on a UTC day and are still kept, in order."""

    async def remove_hours_async(self, counts: Mapping[HourKey, int]) -> int:
        """Remove each of these hours that has exactly so many samples; return how many samples went."""
