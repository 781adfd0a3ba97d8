"""How long an instance has run this month, which is what AWS bills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.aggregate import NEVER


def month_of(moment: datetime) -> datetime:
    """The beginning of the calendar month of an aware UTC time."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTime:
    """The seconds run in one calendar month (UTC), by instance type, as far as they are counted.

    Counted up to `until`; from there on `running_type` runs, "" when nothing does. The month is that of `until`.
    Nothing has to happen for time to pass: `seconds_at` counts on to any later moment.
    """

    running_type: str = ""
    until: datetime = NEVER
    seconds: Mapping[str, float] = field(default_factory=dict)

    def seconds_at(self, moment: datetime) -> Mapping[str, float]:
        """Return the seconds of the month of `moment` up to then; a new month begins with nothing."""
        month = month_of(moment)
        seconds = self.seconds if self.until >= month else {}
        if not self.running_type or moment <= self.until:
            return seconds
        ran = (moment - max(self.until, month)).total_seconds()
        return {**seconds, self.running_type: seconds.get(self.running_type, 0.0) + ran}

    def changed_to(self, running_type: str, moment: datetime) -> "RunningTime":
        """Return the count when another type runs from `moment` on, or nothing does.

        A moment from before `until` is taken for `until`: no second is counted twice.
        """
        if running_type == self.running_type:
            return self
        until = max(moment, self.until)
        return RunningTime(running_type=running_type, until=until, seconds=self.seconds_at(until))
