"""The next runs of a schedule, as people read them."""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from application.job.clock_changes import ClockChange, clock_change_on
from application.job.slots import begin_of, slots_after
from domain.job.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRun:
    """It begins `at`, which is `local` in the schedule's time zone; `note` says what a clock change means for it."""

    at: datetime
    local: str
    note: str


def next_runs(schedule: Schedule, after: datetime, job: str, count: int) -> list[NextRun]:
    """Return the next `count` of them."""
    zone = ZoneInfo(schedule.timezone)
    return [_next_run(schedule, slot, job, zone) for slot in islice(slots_after(schedule, after, job), count)]


def _next_run(schedule: Schedule, slot: datetime, job: str, zone: ZoneInfo) -> NextRun:
    begins = begin_of(schedule, slot, job)
    return NextRun(
        at=begins, local=begins.astimezone(zone).isoformat(timespec="seconds"), note=_note(schedule, slot, zone)
    )


def _note(schedule: Schedule, slot: datetime, zone: ZoneInfo) -> str:
    if schedule.cron is None:
        return ""
    change = clock_change_on(slot.astimezone(zone).date(), zone)
    if change is None:
        return ""
    said = f"clocks go {'forward' if change.is_forward else 'back'} on {change.day.isoformat()}"
    wanted = _fixed_time(schedule.cron)
    if wanted is not None and change.touches(wanted):
        return f"{said}: {_meaning(change, wanted)}"
    return f"{said}, from {change.before:%H:%M} to {change.after:%H:%M}"


def _meaning(change: ClockChange, wanted: time) -> str:
    if change.is_forward:
        return f"{wanted:%H:%M} does not exist, it runs right after"
    return f"{wanted:%H:%M} comes twice, it runs the first time"


def _fixed_time(cron: str) -> time | None:
    """Return the time of the day of a line that names just one."""
    minute, hour, *_ = cron.split()
    return time(int(hour), int(minute)) if minute.isdecimal() and hour.isdecimal() else None
