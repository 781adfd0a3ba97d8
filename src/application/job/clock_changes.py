"""When the clocks of a time zone change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """On the local `day`, clocks that show `before` are set to `after`."""

    day: date
    before: datetime
    after: datetime

    @property
    def is_forward(self) -> bool:
        """Whether times are left out, rather than come twice."""
        return self.after > self.before

    def touches(self, local: time) -> bool:
        """Whether a time of the day is left out, or comes twice."""
        first, last = sorted((self.before, self.after))
        return first <= datetime.combine(self.day, local) < last


def clock_change_on(day: date, zone: ZoneInfo) -> ClockChange | None:
    """Return the change of a day, None where the clocks are let be."""
    begin = datetime.combine(day, time(), zone).astimezone(UTC) - SECOND
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - SECOND
    before, after = _offset(begin, zone), _offset(end, zone)
    if before == after:
        return None
    while end - begin > SECOND:
        middle = begin + (end - begin) // 2
        begin, end = (middle, end) if _offset(middle, zone) == before else (begin, middle)
    changed = end.replace(microsecond=0, tzinfo=None)
    return ClockChange(day, changed + before, changed + after)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
