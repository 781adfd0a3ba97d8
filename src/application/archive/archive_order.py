"""ArchiveOrder: which days of what are archived, in which form and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.archive.archive_days import MOST_DAYS, ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.errors import InvalidValuesError

Fault = tuple[str, str]
TWord = TypeVar("TWord", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveParams:
    """What may be said of a run of the archive. Dates are `2026-11-01`; without both it is yesterday.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOrder:
    """The same, read and found right."""

    days: ArchiveDays
    what: tuple[ArchiveKind, ...]
    format: ArchiveFormat
    destination: str
    prune: bool
    plan_id: str

    @property
    def parts(self) -> Sequence[tuple[date, ArchiveKind]]:
        """What is archived one after the other."""
        return [(day, kind) for day in self.days for kind in self.what]


def order_from(params: ArchiveParams, today: date, destinations: Sequence[str]) -> ArchiveOrder:
    """Read the params; InvalidValuesError has a sentence for each that cannot be accepted.

    `today` is the present UTC day, `destinations` are those of the settings.
    """
    reading = _Reading()
    first, last = reading.days(params, today)
    order = ArchiveOrder(
        days=ArchiveDays(first, last),
        what=reading.what(params.what),
        format=reading.format(params.format),
        destination=reading.destination(params.destination, destinations),
        prune=params.prune,
        plan_id=params.plan_id,
    )
    if reading.faults:
        raise InvalidValuesError(reading.faults, "invalid_archive")
    return order


class _Reading:
    """Reads field by field, and goes on after a fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def days(self, params: ArchiveParams, today: date) -> tuple[date, date]:
        yesterday = ArchiveDays.before(today, 1).first
        first = self._day("start_date", params.start_date, yesterday)
        if params.start_date is None and params.end_date is not None:
            self._fault("start_date", "give the first day as well, or neither for yesterday")
        last = self._day("end_date", params.end_date, first)
        if not self.faults:
            self.faults.extend(_faults_of(first, last, today))
        return first, last

    def _day(self, name: str, text: str | None, otherwise: date) -> date:
        try:
            return otherwise if text is None else date.fromisoformat(text)
        except ValueError:
            self._fault(name, f'"{text}" is no day; give it as 2026-11-01')
            return otherwise

    def what(self, words: Sequence[str]) -> tuple[ArchiveKind, ...]:
        kinds = [self._word("what", word, ArchiveKind, ArchiveKind.TELEMETRY) for word in words]
        return tuple(dict.fromkeys(kinds)) or tuple(ArchiveKind)

    def format(self, word: str) -> ArchiveFormat:
        return self._word("format", word, ArchiveFormat, ArchiveFormat.PARQUET)

    def destination(self, name: str, destinations: Sequence[str]) -> str:
        if not destinations:
            self._fault("destination", "there is none yet: set CML_FLEET_ARCHIVE_DESTINATIONS")
        elif name and name not in destinations:
            self._fault("destination", f'"{name}" is none; there is {_listed(destinations)}')
        return name or next(iter(destinations), "")

    def _word(self, field: str, word: str, words: type[TWord], otherwise: TWord) -> TWord:
        if word in tuple(words):
            return words(word)
        self._fault(field, f'"{word}" is none of {_listed([each.value for each in words])}')
        return otherwise

    def _fault(self, field: str, sentence: str) -> None:
        self.faults.append((f"/{field}", sentence))


def _faults_of(first: date, last: date, today: date) -> Iterator[Fault]:
    if last < first:
        yield "/end_date", f"{last} is before the first day, {first}"
    elif len(ArchiveDays(first, last)) > MOST_DAYS:
        yield "/end_date", f"these are {len(ArchiveDays(first, last))} days; ask for {MOST_DAYS} at the most"
    if first > today:
        yield "/start_date", f"{first} is in the future"
    elif last > today:
        yield "/end_date", f"{last} is in the future"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)
