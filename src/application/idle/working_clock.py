"""Whether it is a working hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from application.live.idle_rules import Weekday, WorkingHours

DAYS = tuple(Weekday)


def is_working_time(hours: WorkingHours, now: datetime) -> bool:
    """Whether `now` lies in hours that began today or yesterday, by the clocks there."""
    today = now.astimezone(ZoneInfo(hours.time_zone)).date()
    return any(_holds_from(hours, day, now) for day in (today - timedelta(days=1), today))


def _holds_from(hours: WorkingHours, day: date, now: datetime) -> bool:
    if DAYS[day.weekday()] not in hours.days:
        return False
    last_day = day if hours.end > hours.begin else day + timedelta(days=1)
    zone = ZoneInfo(hours.time_zone)
    return min(_moments(day, hours.begin, zone)) <= now < max(_moments(last_day, hours.end, zone))


def _moments(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """What a clock may mean: two moments where it is set back, and none of its own where it is set forward."""
    return [datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
