"""ArchiveOrder: which days of what are archived, in which form and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from application.archive.archive_params import ArchiveParams
from application.settings import Settings
from domain.archive.archive_days import ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.errors import InvalidValuesError

Fault = tuple[str, str]
"""The JSON pointer of a param, and a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOrder:
    """What the params say, found right. `plan_id` is "" where no plan asks."""

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
    """Make an order; InvalidValuesError has a sentence for each param that cannot be accepted.

    `today` is the present UTC day, `destinations` are those of the settings.
    """
    days = params.days(today)
    if faults := [*_faults_today(days, today), *_faults_of_destination(params.destination, destinations)]:
        raise InvalidValuesError(faults, "invalid_archive")
    return ArchiveOrder(
        days=days,
        what=params.kinds,
        format=params.format,
        destination=params.destination or destinations[0],
        prune=params.prune,
        plan_id=params.plan_id,
    )


def check_order(params: Mapping[str, Any], settings: Settings, begins_at: datetime) -> None:
    """Refuse what cannot be archived at that time; see `order_from`."""
    wanted = msgspec.convert(params, ArchiveParams, strict=False)
    order_from(wanted, begins_at.date(), list(settings.archive_destinations))


def _faults_today(days: ArchiveDays, today: date) -> Iterator[Fault]:
    if days.first > today:
        yield "/params/start_date", f"{days.first} is in the future"
    elif days.last > today:
        yield "/params/end_date", f"{days.last} is in the future"


def _faults_of_destination(name: str, destinations: Sequence[str]) -> Iterator[Fault]:
    if not destinations:
        yield "/params/destination", "there is none yet: set CML_FLEET_ARCHIVE_DESTINATIONS"
    elif name and name not in destinations:
        yield "/params/destination", f'"{name}" is none; there is {", ".join(destinations)}'
