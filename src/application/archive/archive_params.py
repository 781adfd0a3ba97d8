"""ArchiveParams: what may be said of a run of the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.archive.archive_days import MOST_DAYS, ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind

Fault = tuple[str, str]
"""The JSON pointer of a field, and a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveParams:
    """Dates are UTC days, as 2026-11-01: without an end it is the day of the start, without both it is yesterday.

    `what` are telemetry and events unless it says less; `destination` is a name of the settings, the first one unless
    given. `prune` removes what was archived of telemetry from the database. `plan_id` is the plan that asks.
    """

    start_date: str | None = None
    end_date: str | None = None
    what: tuple[str, ...] = ()
    format: str = ArchiveFormat.PARQUET.value
    destination: str = ""
    prune: bool = False
    plan_id: str = ""

    def faults(self) -> list[Fault]:
        """Say of each field what is wrong with it whatever day it is."""
        kinds, forms = [kind.value for kind in ArchiveKind], [form.value for form in ArchiveFormat]
        return [
            *_faults_of_days(self.start_date, self.end_date),
            *(_none_of("/what", word, kinds) for word in self.what if word not in kinds),
            *([] if self.format in forms else [_none_of("/format", self.format, forms)]),
        ]

    def days(self, today: date) -> ArchiveDays:
        """The days that are meant; ValueError where there are faults."""
        if self.start_date is None:
            return ArchiveDays.before(today, 1)
        return ArchiveDays(date.fromisoformat(self.start_date), date.fromisoformat(self.end_date or self.start_date))

    @property
    def kinds(self) -> tuple[ArchiveKind, ...]:
        """What is meant; ValueError where there are faults."""
        return tuple(dict.fromkeys(map(ArchiveKind, self.what))) or tuple(ArchiveKind)


def _faults_of_days(start: str | None, end: str | None) -> Iterator[Fault]:
    days = {"/start_date": start, "/end_date": end}
    wrong = {pointer: text for pointer, text in days.items() if text is not None and _day(text) is None}
    yield from ((pointer, f'"{text}" is no day; give it like 2026-11-01') for pointer, text in wrong.items())
    if end is not None and start is None:
        yield "/start_date", "give the first day as well, or neither of both for yesterday"
    elif start is not None and not wrong:
        yield from _faults_of_span(ArchiveDays(date.fromisoformat(start), date.fromisoformat(end or start)))


def _faults_of_span(days: ArchiveDays) -> Iterator[Fault]:
    if days.last < days.first:
        yield "/end_date", f"{days.last} is before the first day, {days.first}"
    elif len(days) > MOST_DAYS:
        yield "/end_date", f"these are {len(days)} days; ask for {MOST_DAYS} at the most"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _none_of(pointer: str, word: str, words: Sequence[str]) -> Fault:
    return pointer, f'"{word}" is none of {", ".join(words)}'
