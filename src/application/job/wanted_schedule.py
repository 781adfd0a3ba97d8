"""WantedSchedule: a schedule in the words of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from application.job.schedule_check import Fault, faults_of
from application.job.schedule_words import weekday_of
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule

HIGHEST = {"hour": 23, "minute": 59}


class ScheduleType(StrEnum):
    """Which of the words say when."""

    INTERVAL = "interval"
    CRON = "cron"
    DAILY = "daily"
    WEEKLY = "weekly"


NEEDED = {
    ScheduleType.INTERVAL: ("interval_seconds",),
    ScheduleType.CRON: ("cron",),
    ScheduleType.DAILY: ("hour", "minute"),
    ScheduleType.WEEKLY: ("day", "hour", "minute"),
}
TIMES = ("interval_seconds", "cron", "day", "hour", "minute")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSchedule:
    """`day` is monday to sunday, or 0 for Monday to 6 for Sunday; see Schedule for the others."""

    type: ScheduleType
    interval_seconds: float | None = None
    cron: str | None = None
    day: str | int | None = None
    hour: int | None = None
    minute: int | None = None
    timezone: str = "UTC"
    jitter_seconds: float = 0.0

    def schedule(self) -> Schedule:
        """Return what they stand for; InvalidValuesError with a sentence for each that cannot be accepted."""
        faults = list(self._faults())
        schedule = Schedule(
            interval_seconds=self.interval_seconds if self.type is ScheduleType.INTERVAL else None,
            cron=None if self.type is ScheduleType.INTERVAL or faults else self._line(),
            timezone=self.timezone,
            jitter_seconds=self.jitter_seconds,
        )
        known = {pointer for pointer, _ in faults}
        faults += [fault for fault in faults_of(schedule) if fault[0] and fault[0] not in known]
        if faults:
            raise InvalidValuesError(faults, "invalid_schedule")
        return schedule

    def _faults(self) -> Iterator[Fault]:
        for name in TIMES:
            given = getattr(self, name) is not None
            if given is not (name in NEEDED[self.type]):
                yield f"/{name}", f"this is {'not' if given else 'needed'} for the type {self.type}"
            elif given and (fault := self._fault(name)):
                yield f"/{name}", fault

    def _fault(self, name: str) -> str:
        value = getattr(self, name)
        if name in HIGHEST and not 0 <= value <= HIGHEST[name]:
            return f"give 0 to {HIGHEST[name]}"
        if name == "day" and not _is_day(value):
            return "give monday to sunday, or 0 for Monday to 6 for Sunday"
        return ""

    def _line(self) -> str | None:
        if self.type is ScheduleType.CRON:
            return self.cron
        hour, minute = self.hour or 0, self.minute or 0
        if self.type is ScheduleType.DAILY:
            return Schedule.daily(hour, minute).cron
        return Schedule.weekly(weekday_of(str(self.day)), hour, minute).cron


def _is_day(word: object) -> bool:
    try:
        weekday_of(str(word))
    except ValueError:
        return False
    return True
