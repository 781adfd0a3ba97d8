"""ArchiveParams: what may be said of a run of the archive."""

from dataclasses import dataclass, field
from datetime import date

from domain.archive.archive_days import MOST_DAYS, ArchiveDays
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveParams:
    """Dates are UTC days: without an end it is the day of the start, without both it is yesterday.

    `what` are telemetry and events unless it says less; `destination` is a name of the settings, the first one unless
    given. `prune` removes what was archived of telemetry from the database. `plan_id` is the plan that asks.
    Raises ValueError, with a sentence, for days that make no sense together.
    """

    start_date: date | None = None
    end_date: date | None = None
    what: list[ArchiveKind] = field(default_factory=list)
    format: ArchiveFormat = ArchiveFormat.PARQUET
    destination: str = ""
    prune: bool = False
    plan_id: str = ""

    def __post_init__(self) -> None:
        """Look at both days."""
        if self.start_date is None:
            if self.end_date is not None:
                raise ValueError("end_date needs a start_date; leave out both for yesterday")
            return
        days = ArchiveDays(self.start_date, self.end_date or self.start_date)
        if days.last < days.first:
            raise ValueError(f"the end_date {days.last} is before the start_date {days.first}")
        if len(days) > MOST_DAYS:
            raise ValueError(f"these are {len(days)} days; ask for {MOST_DAYS} at the most")

    def days(self, today: date) -> ArchiveDays:
        """The days that are meant."""
        if self.start_date is None:
            return ArchiveDays.before(today, 1)
        return ArchiveDays(self.start_date, self.end_date or self.start_date)

    @property
    def kinds(self) -> tuple[ArchiveKind, ...]:
        """What is meant, each once."""
        return tuple(dict.fromkeys(self.what)) or tuple(ArchiveKind)
